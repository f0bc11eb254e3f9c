"""The two audio features of a whole corpus, made once and kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from torch import Tensor

from soundbrowser.audio.decode import decode
from soundbrowser.domain.errors import UnreadableSound
from soundbrowser.domain.vectors import F32
from soundbrowser.model import paper_mfcc
from soundbrowser.model.embed import embed_windows, single_threaded
from soundbrowser.model.paper_embed import REDUCTION_FILE, WALNET_FILE
from soundbrowser.model.paper_walnet import EMBEDDING_DIM, INPUT, SEGMENT_FRAMES, Reduction
from soundbrowser.model.store import tensor_bytes
from soundbrowser.training.paper.clips import LabelledClip
from soundbrowser.training.paper.kept_rows import kept_rows
from soundbrowser.training.paper.pictures import Pictures, open_pictures
from soundbrowser.training.paper.soft_labels import soft_labels
from soundbrowser.training.paper.walnet import walnet_onnx
from soundbrowser.training.paper.walnet_training import WalNetRecipe, WalNetTraining


@dataclass(frozen=True, slots=True, eq=False)
class AudioFeatures:
    """Vectors of a corpus, and what a model folder needs to make them of other sounds."""

    vectors: F32
    """(n, 300) unit rows; NaN where a file could not be read."""
    files: Mapping[str, bytes]


def mfcc_features(clips: Sequence[LabelledClip], cache: Path) -> AudioFeatures:
    """Averaged MFCCs."""

    def vector(row: int) -> F32:
        try:
            waveform, _ = decode(clips[row].path, rate=paper_mfcc.RATE)
        except UnreadableSound:
            return np.full(paper_mfcc.DIM, np.nan, np.float32)
        windows = embed_windows(waveform, paper_mfcc.SEGMENTING, lambda w: np.stack([*map(paper_mfcc.mfcc_vector, w)]))
        return np.asarray(windows.base[0], np.float32)

    return AudioFeatures(kept_rows(cache / "mfcc.f32", len(clips), paper_mfcc.DIM, vector, "MFCC"), {})


def walnet_features(
    clips: Sequence[LabelledClip], start: Mapping[str, Tensor], recipe: WalNetRecipe, cache: Path
) -> AudioFeatures:
    """Trains WAL-Net (or takes up a stopped training) on the clips that are learned from, and reduces what it hears."""
    pictures = open_pictures(cache / "pictures", clips)
    heard = np.asarray([pictures.frames(row) >= SEGMENT_FRAMES for row in range(len(clips))])
    learned = heard & np.asarray([clip.learned for clip in clips])
    labels = soft_labels(clips, start, cache / "soft_labels.f32")
    training = WalNetTraining(recipe, labels.shape[1])
    folder = cache / f"walnet-{recipe.batch}-{recipe.rate:g}-{recipe.horizon}-{recipe.seed}"
    training.run(pictures, labels, np.flatnonzero(learned), folder, _report)
    network = walnet_onnx(training.network)
    kept, listener = folder / f"embeddings-{recipe.epochs}.f32", _Listener(network, pictures)
    embeddings = kept_rows(kept, len(clips), EMBEDDING_DIM, listener.embedding, "WAL-Net")
    reduction = Reduction.fit(embeddings[learned])
    tensors = {"pca.mean": reduction.mean, "pca.components": reduction.components}
    return AudioFeatures(reduction(embeddings), {WALNET_FILE: network, REDUCTION_FILE: tensor_bytes(tensors)})


class _Listener:
    """The trained network over pictures."""

    def __init__(self, network: bytes, pictures: Pictures) -> None:
        self._session = single_threaded(network)
        self._pictures = pictures

    def embedding(self, row: int) -> F32:
        """(1024,) of one clip; NaN where it could not be read."""
        if self._pictures.frames(row) < SEGMENT_FRAMES:
            return np.full(EMBEDDING_DIM, np.nan, np.float32)
        embedding: F32 = self._session.run(None, {INPUT: self._pictures[row][None, None]})[0][0]
        return embedding


def _report(epoch: int, loss: float, seconds: float) -> None:
    print(f"WAL-Net: epoch {epoch}, loss {loss:.4f}, {seconds:.0f} s", flush=True)
