"""Learning other languages: from lists and parallel synonyms to a table in a model folder."""

from __future__ import annotations

import csv
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from soundbrowser.evaluate.measures import Measure
from soundbrowser.model.features import read_words
from soundbrowser.model.other_languages import OtherLanguages
from soundbrowser.model.store import ModelConfig, ModelFolder, json_bytes, tensor_bytes, write_model
from soundbrowser.model.text import TextEncoder, quantise
from soundbrowser.training import language_texts
from soundbrowser.training.card import with_section
from soundbrowser.training.language_fit import LanguageSettings, fit_languages
from soundbrowser.training.language_measures import LanguageMeasures, LanguageReport, read_queries, table
from soundbrowser.training.language_step import english_words, language_step
from soundbrowser.training.language_synonyms import Saying, Translation, WordList, synonyms_of
from soundbrowser.training.language_texts import DATA, FOUR, PHRASES, QUERIES, WORDS, Lessons, compose, lessons, sayings
from soundbrowser.training.text_sources import Category, SharedTexts

PIECES = ["dog", "bark", "barking", "rain", "door", "creaking", "glass", "piano", "the", "##ing"]
SETTINGS = LanguageSettings(features=400, dim=8, steps=150, batch=64, table_rate=2e-2)
TEACH = [Saying("de", "Hund", "dog"), Saying("de", "bellt", "barking"), Saying("de", "Regen", "rain")]
TEACH += [Saying("ko", "개", "dog"), Saying("ko", "짖는", "barking"), Saying("ko", "빗소리", "rain")]


@pytest.fixture
def english() -> TextEncoder:
    return TextEncoder(PIECES, *tables())


def tables() -> tuple[
    np.ndarray[tuple[int, ...], np.dtype[np.int8]], np.ndarray[tuple[int, ...], np.dtype[np.float16]]
]:
    table = np.random.default_rng(0).standard_normal((len(PIECES), 12)).astype(np.float32)
    return quantise(table, np.ones(len(PIECES), np.float32))


@pytest.fixture
def texts(tmp_path: Path) -> SharedTexts:
    """A shared folder with two categories, one Japanese and one English caption."""
    write(
        tmp_path / "text/ucs/ucs.csv",
        "CatID,CatShort,category,subcategory,explanation,synonyms",
        "DOORCreak,DOOR,DOOR,CREAK,A door that creaks.,creaking; portal",
        "RAINGlas,RAIN,RAIN,GLASS,Rain on glass.,window; harmonium",
    )
    write(
        tmp_path / "text/ucs/ucs_translations.csv",
        "CatID,language,category,subcategory,synonyms",
        "DOORCreak,de,TÜR,KNARREN,knarrend; Portal",
        "DOORCreak,fr,PORTE,GRINCEMENT,grinçant; portail",
        "RAINGlas,de,REGEN,GLAS,Fenster; Harmonium",
        "RAINGlas,fr,PLUIE,VERRE,fenêtre; instrument",
        "RAINGlas,tr,YAĞMUR,CAM,pencere",
    )
    write(tmp_path / "text/multilingual/captions_ja_en.csv", "source,en,ja", "x,the rain,雨が降る")
    write(tmp_path / "text/captions.csv", "source,text,labels,labels_kind", "audiocaps_train,a window opens,,")
    write(tmp_path / "text/audioset.csv", "index,mid,name,description,parents,restrictions", "0,/m/0,Speech,Talk.,,")
    write(tmp_path / "sounds/manifest.csv", "path")
    return SharedTexts(tmp_path)


def write(path: Path, *lines: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_words_in_the_same_place_mean_the_same() -> None:
    door = Category("DOORCreak", "DOOR", "CREAK", "", ("creaking", "harmonium"))
    rows = [
        Translation("DOORCreak", "de", "TÜR", "KNARREN", ("knarrend", "Harmonium")),
        Translation("DOORCreak", "fr", "PORTE", "GRINCEMENT", ("grinçant", "instrument")),
        Translation("DOORCreak", "tr", "KAPI", "GICIRTI", ("gıcırdayan",)),
    ]
    found = synonyms_of(rows, [door], WordList([Saying("de", "Knarrend", "creaking")]))
    assert Saying("fr", "grinçant", "creaking") in found.named
    assert Saying("fr", "instrument", "harmonium") in found.named
    assert Saying("tr", "gıcırdayan", "door creak") in found.belonging
    assert Saying("fr", "PORTE GRINCEMENT", "door creak") in found.belonging


def test_made_up_phrases_mean_what_their_words_mean(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language_texts, "COMPOSED", 50)
    phrases = compose(TEACH, random.Random(0))
    assert len(phrases) == 100
    for phrase in phrases:
        named = [word.meaning for word in TEACH if word.language == phrase.language and word.text in phrase.text]
        assert set(named) == set(phrase.meaning.split())


def test_questions_to_measure_with_are_not_learned_from(texts: SharedTexts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language_texts, "COMPOSED", 500)
    found = lessons(texts)
    held = {query.text.casefold() for query in sayings(QUERIES)}
    assert not held & {one.text.casefold() for kind in found.kinds()[1:] for one in kind}
    assert {one.language for one in found.words} == set(FOUR)
    assert Saying("ja", "雨が降る", "the rain") in found.captions
    assert found.captions == [one for one in found.captions if one.language == "ja"]
    assert lessons(texts) == found


@pytest.mark.parametrize("file", [WORDS, PHRASES, QUERIES])
def test_our_lists_say_everything_in_four_languages(file: str) -> None:
    with (DATA / file).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len({row["en"] for row in rows}) == len(rows)
    for row in rows:
        assert None not in row and all(row.values()), row
        for language in FOUR:
            assert all(read_words(text) for text in row[language].split("; ")), row


def test_questions_name_classes() -> None:
    queries = read_queries(DATA / QUERIES)
    assert len(queries) == 40
    assert all(query.classes and max(query.classes) < 527 for query in queries)


def test_a_table_learns_what_english_says(english: TextEncoder) -> None:
    features, learned = fit_languages(material(), english, ["dog", "hunger"], SETTINGS)
    others = OtherLanguages(features, learned, PIECES)
    reader = TextEncoder(PIECES, *tables(), others)
    for asked, meaning in (("der Hund bellt", "dog barking"), ("개 짖는", "dog barking"), ("빗소리", "rain")):
        wanted, found = english.encode([meaning])[0], reader.encode([asked])[0]
        assert wanted @ found > 0.8
    assert np.array_equal(reader.encode(["dog barking"]), english.encode(["dog barking"]))
    assert not reader.known("뷁")
    assert 0.5 < np.linalg.norm(reader.total("Regen")) / np.linalg.norm(english.total("rain")) < 2


def test_equal_seeds_give_equal_tables(english: TextEncoder) -> None:
    (features, one), (_, other) = (fit_languages(material(), english, ["dog"], SETTINGS) for _ in range(2))
    assert all(np.array_equal(one.tensors()[name], other.tensors()[name]) for name in one.tensors())
    assert len(features) == len(one.rows) <= SETTINGS.features


def material() -> Lessons:
    rng = random.Random(0)
    phrases = [
        Saying(one.language, f"{one.text} {other.text}", f"{one.meaning} {other.meaning}")
        for one in TEACH
        for other in TEACH
        if one.language == other.language and rng.random() < 0.8
    ]
    return Lessons(TEACH, phrases, [Saying("ko", "개가", "dog")], [Saying("de", "Unbekannt", "qxq")], [], phrases)


def test_the_step_adds_a_table_and_keeps_everything_else(
    texts: SharedTexts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, report: LanguageReport
) -> None:
    monkeypatch.setattr(language_texts, "COMPOSED", 20)
    before = model(tmp_path / "mine")
    kept = {name: before.file(name).read_bytes() for name in before.files}
    measured: list[bool] = []

    def measure(folder: ModelFolder) -> LanguageReport:
        measured.append(TextEncoder.load(folder).known("개"))
        return report

    for _ in range(2):
        language_step(ModelFolder.open(before.path), texts, measure, tmp_path / "draft", replace(SETTINGS, steps=2))
    after = ModelFolder.open(before.path)
    assert measured == [True, True]
    assert after.config == before.config
    assert set(after.files) == {*before.files, "languages.txt", "languages.safetensors"}
    changed = {name for name, content in kept.items() if after.file(name).read_bytes() != content}
    assert changed == {"MODEL_CARD.md", "measures.json"}
    assert after.document("measures.json")["languages"]["captions_at_10"] == report.captions_at_10
    assert after.document("measures.json")["text"] == {"mix": 0.9}
    card = after.file("MODEL_CARD.md").read_text(encoding="utf-8")
    assert card.count("## Other languages") == 1 and table(report) in card and card.index("Other") < card.index("weak")


@pytest.fixture
def report() -> LanguageReport:
    measure = Measure(0.75, 0.7, 0.8, 40)
    return LanguageReport((LanguageMeasures("ours", "ko", measure, measure, 0.9),), 0.5)


def model(path: Path) -> ModelFolder:
    rows, scales = tables()
    files = {
        "vocabulary.txt": "\n".join(PIECES).encode(),
        "text.safetensors": tensor_bytes({"rows": rows, "scales": scales}),
        "measures.json": json_bytes({"text": {"mix": 0.9}}),
        "MODEL_CARD.md": b"# mine\n\n## Where it is weak\n\n- everywhere\n",
    }
    return write_model(path, ModelConfig("mine", "e", "t", 16, 8, 12, 32_000, 4.0, 2.0, 4.0), files)


def test_english_words_are_those_of_english_texts(texts: SharedTexts) -> None:
    assert {"window", "creaks", "talk"} <= english_words(texts)


def test_a_section_of_the_card_is_put_in_and_replaced() -> None:
    card = "# m\n\n## A\n\na\n\n## Where it is weak\n\nw\n"
    once = with_section(card, "New", "one")
    assert once == "# m\n\n## A\n\na\n\n## New\n\none\n\n## Where it is weak\n\nw\n"
    assert with_section(once, "New", "two") == once.replace("one", "two")
