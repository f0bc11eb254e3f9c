"""The texts a model learns its words from, read out of the shared folder; what may be trained on is decided here."""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from soundbrowser.model.words import words_of
from soundbrowser.training.corpus import Clip, Part, read_corpus, to_learn_from

CLASSES = 527
OPEN_CAPTIONS = ("audiocaps_train", "audiocaps_val")
"""The caption sources whose stated licence allows training; the others are for measuring only."""
STOP_WORDS = frozenset(
    ("a an the and or of in on at to by with as is are was be being it its then while from into").split()  # noqa: SIM905
)

_COMMA = re.compile(r",(?![^(]*\))")
_BRACKETS = re.compile(r"\(.*?\)")


@dataclass(frozen=True, slots=True)
class OntologyEntry:
    """One entry of the AudioSet ontology (Gemmeke et al., ICASSP 2017)."""

    index: int | None
    """0 … 526 for the classes that clips are labelled with."""
    mid: str
    name: str
    description: str
    parents: tuple[str, ...]

    def names(self) -> list[str]:
        """The whole name, and each synonym between its commas."""
        parts = [part.strip() for part in _COMMA.split(self.name)]
        bare = _BRACKETS.sub("", self.name).strip()
        return list(dict.fromkeys([self.name, bare, *parts]))


@dataclass(frozen=True, slots=True)
class Caption:
    """A sentence about a sound, with the AudioSet classes of its clip when its whole label set is known."""

    source: str
    text: str
    labels: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Category:
    """One category of the Universal Category System 8.2.1."""

    cat_id: str
    category: str
    subcategory: str
    explanation: str
    synonyms: tuple[str, ...]

    @property
    def title(self) -> str:
        """Category and subcategory as words."""
        return f"{self.category} {self.subcategory}".lower()


@dataclass(frozen=True, slots=True)
class GlossaryLine:
    """A sound word, onomatopoeia or piece of slang, and what it means in plain words."""

    word: str
    meanings: tuple[str, ...]


class SharedTexts:
    """Readers of the shared folder's tables; `root` holds `text/` and `sounds/`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def ontology(self) -> list[OntologyEntry]:
        return [
            OntologyEntry(
                int(row["index"]) if row["index"] else None,
                row["mid"],
                row["name"],
                row["description"],
                tuple(filter(None, row["parents"].split(";"))),
            )
            for row in _rows(self.root / "text/audioset.csv")
        ]

    def classes(self) -> list[OntologyEntry]:
        """The 527 labelled classes, in the order of their indices."""
        labelled = (entry for entry in self.ontology() if entry.index is not None)
        return sorted(labelled, key=lambda entry: entry.index or 0)

    def strong_labels(self) -> list[str]:
        return [row["name"] for row in _rows(self.root / "text/audioset_strong_vocab.csv")]

    def captions(self, sources: Sequence[str] = OPEN_CAPTIONS) -> list[Caption]:
        return [caption for caption in _captions(self.root / "text/captions.csv") if caption.source in sources]

    def held_out_captions(self) -> list[Caption]:
        return list(_captions(self.root / "text/captions_heldout.csv"))

    def categories(self) -> list[Category]:
        return [
            Category(
                row["CatID"],
                row["category"],
                row["subcategory"],
                row["explanation"],
                tuple(word for word in row["synonyms"].split("; ") if word),
            )
            for row in _rows(self.root / "text/ucs/ucs.csv")
        ]

    def paraphrases(self) -> list[tuple[str, str, str]]:
        """(kind, one way to say it, another): a test, never trained on."""
        return [(row["kind"], row["a"], row["b"]) for row in _rows(self.root / "text/sentences/paraphrases.csv")]

    def clips(self) -> list[Clip]:
        return read_corpus(self.root / "sounds")

    def clips_to_learn_from(self) -> list[Clip]:
        """Licensed clips outside the test part."""
        return to_learn_from(self.clips(), (Part.TRAIN, Part.TUNE))


def glossary() -> list[GlossaryLine]:
    """The project's own list of sound words, slang and foley terms."""
    return [
        GlossaryLine(row["word"], tuple(row["meanings"].split("; ")))
        for row in _rows(Path(__file__).parent / "data/glossary.csv")
    ]


def class_phrases() -> list[tuple[int, str]]:
    """(AudioSet class, how people ask for it): the project's own lists, several phrases a class.

    Things that no class is made for come under the classes that they sound like.
    """
    folder = Path(__file__).parent / "data"
    classed = [(row["index"], row["phrases"]) for row in _rows(folder / "class_phrases.csv")]
    others = [(row["indices"], row["phrases"]) for row in _rows(folder / "unclassed_phrases.csv")]
    return [
        (int(index), phrase)
        for indices, phrases in [*classed, *others]
        for index in indices.split("; ")
        for phrase in phrases.split("; ")
    ]


def nonsense() -> list[str]:
    """Texts that are about nothing audible: what a search should not pretend to find."""
    return [row["query"] for row in _rows(Path(__file__).parent / "data/nonsense.csv")]


def synonym_phrases(category: Category, count: int, rng: random.Random) -> list[str]:
    """Random combinations of one to three synonyms, sometimes beside the category's own words."""
    phrases = []
    for _ in range(count if category.synonyms else 0):
        words = rng.sample(category.synonyms, min(len(category.synonyms), rng.randint(1, 3)))
        if rng.random() < 0.4:
            words.append(rng.choice((category.subcategory, category.category)).lower())
            rng.shuffle(words)
        phrases.append(" ".join(words))
    return phrases


def fragment(text: str, rng: random.Random) -> str:
    """One to five neighbouring words of a sentence, without stop words at its ends; maybe empty."""
    words = words_of(text)
    size = rng.randint(1, 5)
    start = rng.randrange(max(1, len(words) - size + 1))
    chosen = words[start : start + size]
    while chosen and chosen[0] in STOP_WORDS:
        chosen.pop(0)
    while chosen and chosen[-1] in STOP_WORDS:
        chosen.pop()
    return " ".join(chosen)


def training_texts(shared: SharedTexts, seed: int = 0, own_words: bool = True) -> Iterator[str]:
    """Everything the word table is distilled on, with or without the glossary; duplicates are left in."""
    rng = random.Random(seed)
    clips = shared.clips_to_learn_from()
    yield from (clip.caption for clip in clips)
    for entry in shared.ontology():
        yield from entry.names()
        yield entry.description
    yield from shared.strong_labels()
    yield from (tag for clip in clips for tag in clip.tags)
    for line in glossary() if own_words else ():
        yield from (line.word, *line.meanings)
    yield from (phrase for _, phrase in class_phrases())
    yield from _category_texts(shared.categories(), rng)
    captions = [caption.text for caption in shared.captions()]
    yield from captions
    yield from (short for text in captions if (short := fragment(text, rng)))
    yield from (short for clip in clips if (short := fragment(clip.caption, rng)))
    yield from sorted({word for text in captions for word in words_of(text)})


def test_texts(shared: SharedTexts) -> Iterator[str]:
    """What the text side is measured on."""
    for _, one, other in shared.paraphrases():
        yield from (one, other)
    yield from (caption.text for caption in shared.held_out_captions())
    yield from (clip.caption for clip in shared.clips())


def _category_texts(categories: Sequence[Category], rng: random.Random) -> Iterator[str]:
    for category in categories:
        yield from (category.title, category.subcategory.lower(), category.explanation, *category.synonyms)
        yield from synonym_phrases(category, 10, rng)


def _captions(path: Path) -> Iterator[Caption]:
    for row in _rows(path):
        whole = row["labels_kind"] == "full"
        yield Caption(row["source"], row["text"], tuple(map(int, row["labels"].split(";"))) if whole else ())


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
