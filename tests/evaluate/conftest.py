"""A model whose every answer can be foretold: sounds and words have vectors of one length and meet by cosine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from named_sounds import WORDS

from soundbrowser.evaluate.bench import Bench
from soundbrowser.evaluate.corpus import Corpus, CorpusClip, Split
from soundbrowser.evaluate.division import divide
from soundbrowser.evaluate.hearing import Heard
from soundbrowser.evaluate.judging import Judge
from soundbrowser.evaluate.subject import Subject
from soundbrowser.model.store import ModelConfig, ModelKind, json_bytes, tensor_bytes, write_model
from soundbrowser.model.text import quantise

FIT = {"slope": 1.0, "bias": -3.0}


@pytest.fixture
def made_subject(tmp_path: Path) -> Callable[[str], Subject]:
    """A model with an encoder of this name. Each word is a direction; a text of other words is not understood."""

    def made(encoder: str) -> Subject:
        rows, scales = quantise(np.eye(len(WORDS), dtype=np.float32), np.ones(len(WORDS), np.float32))
        background = np.random.default_rng(0).standard_normal((200, len(WORDS)))
        background /= np.linalg.norm(background, axis=1, keepdims=True)
        files = {
            "vocabulary.txt": "\n".join(WORDS).encode(),
            "text.safetensors": tensor_bytes({"rows": rows, "scales": scales}),
            "background.safetensors": tensor_bytes({"vectors": background.astype(np.float16)}),
            "calibration.json": json_bytes(dict.fromkeys(("text", "clip", "both"), FIT)),
        }
        size = len(WORDS)
        config = ModelConfig("plain", encoder, "t", size, size, size, 16_000, 4.0, 2.0, 0.0, kind=ModelKind.PAPER)
        return Subject(write_model(tmp_path / encoder, config, files).path)

    return made


@pytest.fixture
def subject(made_subject: Callable[[str], Subject]) -> Subject:
    """One of them."""
    return made_subject("plain")


@pytest.fixture
def bench(subject: Subject) -> Callable[..., Bench]:
    """Clips (label, what it sounds like, side) as if the model had heard them; equal prints are equal contents."""

    def heard(clips: Sequence[tuple[str, str, Split | None]], prints: Sequence[str] = ()) -> Bench:
        rng = np.random.default_rng(1)
        base = np.stack([np.eye(len(WORDS))[WORDS.index(sound)] for _, sound, _ in clips])
        named = tuple(
            CorpusClip(f"{place}.wav", (label,) if label else (), split=split, source=str(place))
            for place, (label, _, split) in enumerate(clips)
        )
        base = (base + 0.02 * rng.standard_normal(base.shape)).astype(np.float16)
        fingerprints = tuple(prints or [clip.path for clip in named])
        judge = Judge(subject, Heard(named, fingerprints, base, np.arange(len(clips) + 1)))
        division = divide(named, fingerprints)
        return Bench(Corpus("made", "by hand", named), (judge,), division, (), 0)

    return heard
