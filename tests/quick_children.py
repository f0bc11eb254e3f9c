"""Child processes that need not import torch and transformers each: forked from one that has."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

NOWHERE = "http://127.0.0.1:9"


@contextmanager
def quick_children() -> Iterator[None]:
    """For tests whose many children read CLAP models, which would otherwise do little else than import.

    How children are spawned is tested in `tests/workers`. The process that they are forked from keeps the environment
    of its first moment, so these children never reach a hub.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_ENDPOINT", NOWHERE)
        if sys.platform == "linux":
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload(["soundbrowser.model.clap_convert", "soundbrowser.workers.child"])
            patch.setattr("soundbrowser.workers.handle._SPAWN", context)
        yield
