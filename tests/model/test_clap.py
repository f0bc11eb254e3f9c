"""CLAP checkpoints: what makes a model folder of one, what is refused, and what its embedder hears and reads."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from tiny_clap import DIM, RATE, save_tiny_clap
from transformers import ClapModel

from soundbrowser.domain.errors import ModelDamaged, ModelNotFound
from soundbrowser.domain.progress import Progress, Stage
from soundbrowser.domain.vectors import F32
from soundbrowser.model.clap_add import add_model
from soundbrowser.model.clap_convert import SENTENCES
from soundbrowser.model.embed import Embedder, open_embedder
from soundbrowser.model.joint import JointModel
from soundbrowser.model.store import ModelFolder, ModelKind


def quiet(_progress: Progress) -> None: ...


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_clap(tmp_path_factory.mktemp("clap") / "tiny_clap")


@pytest.fixture(scope="module")
def folder(checkpoint: Path, tmp_path_factory: pytest.TempPathFactory) -> ModelFolder:
    seen: list[Progress] = []
    made = add_model(str(checkpoint), tmp_path_factory.mktemp("models") / "tiny", seen.append)
    assert {step.stage for step in seen} == {Stage.MEASURE} and seen[-1].done == seen[-1].total
    assert [path.name for path in made.path.parent.iterdir()] == ["tiny"]
    return made


@pytest.fixture(scope="module")
def embedder(folder: ModelFolder) -> Embedder:
    return open_embedder(folder, "cpu")


def noise(seconds: float, seed: int = 0) -> F32:
    return np.random.default_rng(seed).normal(0, 0.1, round(seconds * RATE)).astype(np.float32)


def test_a_folder_is_named_for_its_checkpoint_and_says_what_it_is(folder: ModelFolder, embedder: Embedder) -> None:
    config = folder.config
    assert (config.name, config.kind, config.base_dim, config.sample_rate) == ("tiny_clap", ModelKind.CLAP, DIM, RATE)
    assert config.encoder_version.startswith("tiny_clap-") and config.tower_version.startswith(config.encoder_version)
    assert (embedder.encoder_version, embedder.base_dim, embedder.sample_rate) == (config.encoder_version, DIM, RATE)


def test_the_same_checkpoint_gives_the_same_model(checkpoint: Path, folder: ModelFolder, tmp_path: Path) -> None:
    assert add_model(str(checkpoint), tmp_path / "again", quiet).config == folder.config


def test_it_hears_what_the_network_hears(folder: ModelFolder, embedder: Embedder, checkpoint: Path) -> None:
    waveform = noise(3.0)
    vectors = embedder.embed(waveform)
    assert vectors.base.shape == (1, DIM) and vectors.ends.tolist() == [3.0]
    assert np.linalg.norm(vectors.base[0].astype(np.float32)) == pytest.approx(1, abs=2e-3)
    assert np.array_equal(embedder.embed(waveform).base, vectors.base)
    assert not np.allclose(embedder.embed(noise(3.0, seed=1)).base, vectors.base, atol=1e-2)


def test_long_sounds_are_heard_in_windows(embedder: Embedder) -> None:
    vectors = embedder.embed(noise(20.0))
    assert vectors.starts.tolist() == [0, 0, 3, 6, 9, 12, 14]
    alone = embedder.embed(noise(20.0)[3 * RATE : 9 * RATE])
    assert np.array_equal(vectors.base[2], alone.base[0])


def test_texts_are_read_alike_alone_and_among_others(embedder: Embedder) -> None:
    together = embedder.embed_text(SENTENCES)
    assert together.shape == (len(SENTENCES), DIM)
    assert np.array_equal(together[3], embedder.embed_text(SENTENCES[3:4])[0])
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    assert embedder.embed_text([]).shape == (0, DIM)
    assert np.isfinite(embedder.embed_text(["", "zorp " * 300, "雨の音"])).all()


def test_words_and_sounds_meet_in_one_space(folder: ModelFolder, embedder: Embedder) -> None:
    model = JointModel.load(folder)
    sounds = np.concatenate([embedder.embed(noise(1.0, seed)).base for seed in range(5)])
    text = embedder.embed_text(["heavy rain"])[0]
    query = model.words_query(text)
    scores = model.project(sounds) @ query.vector
    assert np.array_equal(np.argsort(scores), np.argsort(model.project(sounds) @ text))
    assert ((query.probability(scores) > 0) & (query.probability(scores) < 1)).all()


def test_a_text_tower_that_tells_nothing_apart_is_refused_by_name(tmp_path: Path) -> None:
    source = save_tiny_clap(tmp_path / "clap_for_music", speechless=True)
    with pytest.raises(ModelDamaged, match="“clap_for_music” takes different sentences for the same"):
        add_model(str(source), tmp_path / "models" / "it", quiet)
    assert list((tmp_path / "models").iterdir()) == []


def test_a_checkpoint_of_plain_tensors_is_taken_too_and_kept_as_safetensors(
    checkpoint: Path, folder: ModelFolder, tmp_path: Path
) -> None:
    old = tmp_path / "tiny_clap"
    old.mkdir()
    for file in checkpoint.glob("*.json"):
        (old / file.name).write_bytes(file.read_bytes())
    torch.save(ClapModel.from_pretrained(checkpoint).state_dict(), old / "pytorch_model.bin")
    made = add_model(str(old), tmp_path / "made", quiet)
    assert "checkpoint/model.safetensors" in made.files and "checkpoint/pytorch_model.bin" not in made.files
    assert made.config.encoder_version == folder.config.encoder_version


class Bomb:
    """Does harm when it is unpickled."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (Path.touch, (Path("harm-was-done"),))  # type: ignore[return-value]


def test_code_in_a_checkpoint_is_not_run(checkpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for file in checkpoint.glob("*.json"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    torch.save({"text_projection.linear1.weight": Bomb()}, tmp_path / "pytorch_model.bin")
    with pytest.raises(ModelDamaged, match="no CLAP checkpoint"):
        add_model(str(tmp_path), tmp_path / "models" / "made", quiet)
    assert not (tmp_path / "harm-was-done").exists()


def test_missing_weights_are_not_made_up(checkpoint: Path, tmp_path: Path) -> None:
    for file in checkpoint.glob("*.json"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    weights = ClapModel.from_pretrained(checkpoint).state_dict()
    del weights["text_projection.linear1.weight"]
    torch.save(weights, tmp_path / "pytorch_model.bin")
    with pytest.raises(ModelDamaged, match=r"lacks weights, such as “text_projection\.linear1\.weight”"):
        add_model(str(tmp_path), tmp_path / "models" / "made", quiet)


@pytest.mark.parametrize("content", ["", "{}", '{"model_type": "bert"}'])
def test_what_is_no_checkpoint_is_refused_with_its_path(tmp_path: Path, content: str) -> None:
    (tmp_path / "config.json").write_text(content)
    with pytest.raises(ModelDamaged, match=str(tmp_path)):
        add_model(str(tmp_path), tmp_path / "models" / "made", quiet)


def test_a_damaged_checkpoint_is_found_when_it_is_opened(folder: ModelFolder, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in (*folder.files, "config.json"):
        (copy / name).parent.mkdir(exist_ok=True)
        (copy / name).write_bytes((folder.path / name).read_bytes())
    weights = copy / "checkpoint" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"?")
    with pytest.raises(ModelDamaged, match=r"model\.safetensors"):
        ModelFolder.open(copy)


def test_without_transformers_it_is_said_what_to_install(folder: ModelFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("soundbrowser.model.clap_extra.find_spec", lambda name: None)
    with pytest.raises(ModelNotFound, match=r"soundbrowser\[clap\]"):
        open_embedder(folder, "cpu")
