"""A finished model folder: what is in it, what its versions depend on, and what its card says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from soundbrowser.model.embed import open_embedder
from soundbrowser.model.encoder import BaseEncoder
from soundbrowser.model.store import ModelFolder
from soundbrowser.training.__main__ import main
from soundbrowser.training.card import CardFacts, licences_table, model_card
from soundbrowser.training.corpus import Clip, Part, to_learn_from
from soundbrowser.training.export_step import Pieces, export_model


def pieces(seed: int, tower: float = 1.0) -> Pieces:
    torch.manual_seed(seed)
    encoder = {name: value.numpy() for name, value in BaseEncoder().tensors().items()}
    towers = {"tower.some.weight": np.full((2, 2), tower, np.float32)}
    return Pieces("mine-1", encoder, towers, {"MODEL_CARD.md": b"# mine\n"}, joint_dim=2, text_dim=300)


def test_the_folder_opens_and_embeds(tmp_path: Path) -> None:
    export_model(pieces(1), tmp_path / "mine-1")
    folder = ModelFolder.open(tmp_path / "mine-1")
    assert folder.tensors()["tower.some.weight"].shape == (2, 2)
    assert len(folder.tensors(prefix="encoder.")) == 268
    vectors = open_embedder(folder, "cpu").embed(np.zeros(1000, np.float32))
    assert vectors.base.shape == (1, folder.config.base_dim)


def test_versions_follow_the_weights(tmp_path: Path) -> None:
    first = export_model(pieces(1), tmp_path / "a" / "mine-1").config
    again = export_model(pieces(1), tmp_path / "b" / "mine-1").config
    other_towers = export_model(pieces(1, tower=2.0), tmp_path / "c" / "mine-1").config
    other_encoder = export_model(pieces(2), tmp_path / "d" / "mine-1").config
    assert first == again
    assert other_towers.encoder_version == first.encoder_version
    assert other_towers.tower_version != first.tower_version
    assert other_encoder.encoder_version != first.encoder_version
    assert other_encoder.tower_version != first.tower_version


def test_the_card_names_every_source_its_licence_and_the_notice(clips: list[Clip]) -> None:
    learned = to_learn_from(clips, [Part.TRAIN])
    card = model_card(
        CardFacts("mine-1", learned, "| set |", "Class scores: x", "Word table: y", "Copyright (c) someone")
    )
    assert card.startswith("# mine-1\n")
    for words in ("4 clips", "| kit | a/b | 3 | CC0-1.0 (3) |", "| zoo | a/b | 1 | MIT (1) |", "Copyright (c) someone"):
        assert words in card
    assert "petz |" not in card


def test_licences_are_counted_per_source(clips: list[Clip]) -> None:
    rows = licences_table(clips).splitlines()
    assert len(rows) == 2 + len({clip.source for clip in clips})


def test_a_missing_corpus_ends_with_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prepare", "--shared", str(tmp_path), "--cache", str(tmp_path / "cache")]) == 1
    assert "manifest.csv" in capsys.readouterr().err


def test_preparing_decodes_every_clip_once(shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["prepare", "--shared", str(shared), "--cache", str(tmp_path)]
    assert main(arguments) == 0
    written = (tmp_path / "waveforms" / "waveforms.f16").stat().st_mtime_ns
    assert main(arguments) == 0
    assert (tmp_path / "waveforms" / "waveforms.f16").stat().st_mtime_ns == written
    assert "7 clips are decoded" in capsys.readouterr().out
