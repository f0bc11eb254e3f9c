"""Vectors of a question's words, for models whose words a child process must read; what was read is kept a while."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

from soundbrowser.domain.vectors import F32
from soundbrowser.library.interactive import Interactive
from soundbrowser.workers.messages import WordsEmbedded, WordsTask

MOST_KEPT = 500


class Words:
    """Any thread may ask."""

    def __init__(self, children: Interactive) -> None:
        self._children = children
        self._kept: OrderedDict[tuple[str, str], F32] = OrderedDict()
        self._lock = Lock()

    def vectors(self, texts: Sequence[str], encoder: str) -> tuple[dict[str, F32], str]:
        """(text_dim,) of each text, and the version of the encoder that read them; `encoder` is the one in use."""
        with self._lock:
            known = {text: self._kept[encoder, text] for text in texts if (encoder, text) in self._kept}
        unread = tuple(text for text in texts if text not in known)
        if not unread:
            return known, encoder
        read = self._children.ask(WordsTask(0, unread))
        assert isinstance(read, WordsEmbedded)
        fresh = dict(zip(unread, read.vectors, strict=True))
        self._keep(fresh, read.encoder_version)
        if known and read.encoder_version != encoder:
            return self.vectors(texts, read.encoder_version)
        return known | fresh, read.encoder_version

    def _keep(self, fresh: dict[str, F32], encoder: str) -> None:
        with self._lock:
            self._kept.update({(encoder, text): vector for text, vector in fresh.items()})
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
