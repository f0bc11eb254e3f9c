"""The presets from the command line, on a corpus of tones and noises: model folders that hear, read and answer."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from safetensors.torch import save_file

from soundbrowser.domain.vectors import F32
from soundbrowser.evaluate.corpora import read_corpus
from soundbrowser.model.embed import open_embedder
from soundbrowser.model.encoder import AudioEncoder
from soundbrowser.model.joint import JointModel
from soundbrowser.model.paper_embed import REDUCTION_FILE, WALNET_FILE
from soundbrowser.model.store import ModelFolder, ModelKind
from soundbrowser.model.text import TextEncoder
from soundbrowser.training.__main__ import main

RATE = 44_100
CLASSES = ("tone", "noise", "click")
WORDS = (*CLASSES, "whistle")


def sound(kind: str, number: int) -> F32:
    rng = np.random.default_rng(number)
    time = np.arange(round(RATE * (0.3 + 0.1 * number))) / RATE
    waves = {
        "tone": np.sin(2 * np.pi * (400 + 20 * number) * time),
        "noise": rng.standard_normal(time.size) / 4,
        "click": np.exp(-200 * (time % 0.1)) * np.sign(np.sin(2 * np.pi * 90 * time)),
    }
    return (0.5 * waves[kind]).astype(np.float32)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A list of nine sounds to learn from, six held out, and a file that is no sound."""
    folder = tmp_path_factory.mktemp("corpus")
    rows = []
    for number in range(5):
        for kind in CLASSES:
            soundfile.write(folder / f"{kind}_{number}.wav", sound(kind, number), RATE)
            rows.append((f"{kind}_{number}.wav", kind, "train" if number < 3 else "test"))
    (folder / "broken.wav").write_bytes(b"no sound")
    rows.append(("broken.wav", "tone", "train"))
    with (folder / "list.csv").open("w", newline="") as out:
        csv.writer(out).writerows([("file", "label", "split"), *rows])
    return folder / "list.csv"


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A GloVe file."""
    file = tmp_path_factory.mktemp("words") / "words.txt"
    vectors = np.random.default_rng(5).standard_normal((len(WORDS), 300))
    lines = [" ".join([word, *(f"{number:.4f}" for number in row)]) for word, row in zip(WORDS, vectors, strict=True)]
    file.write_text("\n".join(lines) + "\n")
    return file


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the runs of this file keep; they share the features."""
    return tmp_path_factory.mktemp("cache")


def train(preset: str, corpus: Path, output: Path, kept: Path, *more: str) -> ModelFolder:
    arguments = ["--preset", preset, str(corpus), "--cache", str(kept), "--output", str(output)]
    assert main([*arguments, *more]) == 0
    return ModelFolder.open(output)


def test_mfcc_with_words_of_a_file(
    corpus: Path, words: Path, kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = train("paper-mfcc", corpus, tmp_path / "made", kept, "--words", str(words))
    said = capsys.readouterr().out
    assert "9 clips of 3 classes to learn from; held out are 6 of these classes and 0 of others. 1 make no" in said
    assert folder.config.kind is ModelKind.PAPER
    assert (folder.config.base_dim, folder.config.text_dim, folder.config.joint_dim) == (300, 300, 1024)
    embedder, model = open_embedder(folder), JointModel.load(folder)
    assert embedder.sample_rate == RATE
    base = np.stack([embedder.embed(sound(kind, 4)).base[0] for kind in CLASSES])
    assert np.allclose(np.linalg.norm(base.astype(np.float32), axis=1), 1, atol=1e-3)
    sounds = model.project(base)
    found = [CLASSES[int(np.argmax(sounds @ model.text_query(word).vector))] for word in CLASSES]
    assert found == list(CLASSES)
    assert not TextEncoder.load(folder).known("door")
    assert model.text_query("whistle").vector.shape == (1024,)
    assert str(words) in (folder.path / "MODEL_CARD.md").read_text()


def test_a_file_of_words_counts_each_word_the_same(corpus: Path, words: Path, kept: Path, tmp_path: Path) -> None:
    folder = train("paper-mfcc", corpus, tmp_path / "made", kept, "--words", str(words), "--epochs", "2")
    text = TextEncoder.load(folder)
    rows = {line.split()[0]: np.asarray(line.split()[1:], float) for line in words.read_text().splitlines()}
    mean = (rows["tone"] + rows["click"]) / 2
    assert text.encode(["click tone"])[0] == pytest.approx(mean / np.linalg.norm(mean), abs=0.01)


def test_the_same_corpus_and_seed_give_the_same_model(corpus: Path, words: Path, tmp_path: Path) -> None:
    made = [
        train("paper-mfcc", corpus, tmp_path / name, tmp_path / f"cache-{name}", "--words", str(words), "--epochs", "3")
        for name in ("one", "other")
    ]
    assert made[0].config.tower_version == made[1].config.tower_version
    assert np.array_equal(made[0].tensors()["base.0.weight"], made[1].tensors()["base.0.weight"])


def test_walnet_with_the_shipped_words(corpus: Path, kept: Path, tmp_path: Path) -> None:
    torch.manual_seed(3)
    (tmp_path / "shared" / "pretrained").mkdir(parents=True)
    save_file(AudioEncoder().tensors(), tmp_path / "shared" / "pretrained" / "mn04.safetensors")
    more = ("--shared", str(tmp_path / "shared"), "--walnet-epochs", "2", "--epochs", "2")
    folder = train("paper-walnet", corpus, tmp_path / "made", kept, *more)
    assert {WALNET_FILE, REDUCTION_FILE} <= set(folder.files)
    embedder, model = open_embedder(folder), JointModel.load(folder)
    short, long = embedder.embed(sound("click", 1)), embedder.embed(np.tile(sound("click", 1), 120))
    assert short.base.shape == (1, 300)
    assert len(long) > 3
    assert np.linalg.norm(short.base[0].astype(np.float32)) == pytest.approx(1, abs=1e-3)
    assert np.isfinite(model.project(long.base)).all()
    assert model.text_query("a click").vector.shape == (1024,)
    assert_reduced_on_training_audio_only(folder, kept, corpus)


def assert_reduced_on_training_audio_only(folder: ModelFolder, kept: Path, corpus: Path) -> None:
    """The mean of the principal components is the training clips', and they have no more axes than these allow."""
    (embeddings_file,) = kept.rglob("embeddings-2.f32")
    with corpus.open(newline="") as lines:
        sides = [row["split"] for row in csv.DictReader(lines)]
    embeddings = np.fromfile(embeddings_file, np.float32).reshape(len(sides), 1024)
    learned = np.asarray([side == "train" for side in sides]) & np.isfinite(embeddings[:, 0])
    assert learned.sum() == 9
    reduction = folder.tensors(REDUCTION_FILE)
    assert np.array_equal(reduction["pca.mean"], embeddings[learned].mean(axis=0))
    assert not np.array_equal(reduction["pca.mean"], np.nanmean(embeddings, axis=0))
    assert int((np.linalg.norm(reduction["pca.components"], axis=1) > 0.5).sum()) <= 9


def test_rare_classes_make_no_pairs_and_are_listed_as_unseen_ones(
    corpus: Path, words: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = corpus.read_text().splitlines()
    rare = [row for row in rows if not row.startswith(("tone_0", "broken"))]
    file = corpus.parent / "rare.csv"
    file.write_text("\n".join(rare))
    train("paper-mfcc", file, tmp_path / "made", tmp_path, "--words", str(words), "--epochs", "1")
    assert "6 clips of 2 classes to learn from; held out are 4 of these classes and 2 of others. 2" in (
        capsys.readouterr().out
    )
    (listed,), (unseen,) = (list(tmp_path.rglob(name)) for name in ("clips.csv", "unseen.csv"))
    with listed.open(newline="") as lines:
        assert {(row["label"], row["split"]) for row in csv.DictReader(lines)} == {
            *(("noise", "train"), ("noise", "test"), ("click", "train"), ("click", "test"))
        }
    assert [clip.labels for clip in read_corpus(unseen).clips] == [("tone",), ("tone",)]


def test_the_losses_are_compared_in_one_table(
    corpus: Path, words: Path, kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["paper-losses", str(corpus), "--cache", str(kept), "--words", str(words), "--epochs", "2"]
    assert main(arguments) == 0
    rows = [line.split(" | ") for line in capsys.readouterr().out.splitlines() if line.startswith("| c")]
    assert len(rows) == 8
    assert {row[0] for row in rows} == {"| contrastive", "| cross-entropy"}
    assert {row[1] for row in rows} == {"L1", "L2", "exp(−L1)", "exp(−L2)"}
    assert all(0 <= float(number.strip(" |")) <= 100 for row in rows for number in row[2:])


@pytest.mark.parametrize(
    ("words", "said"),
    [("no-such-file.txt", "no file of word vectors"), ("{short}", "have 2 numbers; the shared network needs 300")],
)
def test_words_that_do_not_do_are_refused_in_a_sentence(
    corpus: Path, tmp_path: Path, words: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "short.txt").write_text("tone 1 2\nnoise 3 4\n")
    words = words.format(short=tmp_path / "short.txt")
    assert main(["--preset", "paper-mfcc", str(corpus), "--cache", str(tmp_path), "--words", words]) == 1
    assert said in capsys.readouterr().err


def test_without_a_network_a_download_is_refused_in_a_sentence(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    arguments = ["--preset", "paper-mfcc", str(corpus), "--cache", str(tmp_path)]
    assert main([*arguments, "--words", "glove-wiki-gigaword-300"]) == 1
    assert "“glove-wiki-gigaword-300” could not be downloaded" in capsys.readouterr().err


def test_one_class_is_too_little(corpus: Path, words: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "one.csv").write_text(
        f"file,label,split\n{corpus.parent / 'tone_0.wav'},tone,train\n{corpus.parent / 'tone_1.wav'},tone,test\n"
    )
    arguments = ["--preset", "paper-mfcc", str(tmp_path / "one.csv"), "--cache", str(tmp_path), "--words", str(words)]
    assert main([*arguments, "--least", "1"]) == 1
    assert "the part to learn from has 1" in capsys.readouterr().err
