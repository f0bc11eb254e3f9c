"""What each idea gave: the same questions answered by variants of the model, with paired bootstrap intervals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soundbrowser.domain.vectors import F32
from soundbrowser.evaluate.measures import RESAMPLINGS, average_precision, distinct
from soundbrowser.model.encoder import EMBEDDING_DIM
from soundbrowser.model.queries import Background
from soundbrowser.model.replay import Replay
from soundbrowser.model.store import ModelFolder
from soundbrowser.model.text import TextEncoder
from soundbrowser.model.towers import AudioTower, ClassHead, TextTower, less_busy, log_sigmoid, softmax, unit
from soundbrowser.training.class_phrasings import phrase_sets
from soundbrowser.training.class_text import ClassTextSettings, HeardClips, train_class_text
from soundbrowser.training.corpus import Clip
from soundbrowser.training.teacher import TeacherCache
from soundbrowser.training.test_sets import TestSet
from soundbrowser.training.text_sources import SharedTexts

Tensors = Mapping[str, NDArray[Any]]
Answer = Callable[[TestSet], F32]
"""Scores (questions, clips) of one set; its distinct labels are the questions."""
SIMILARITY = 0.05
"""Temperature of the sentence encoder's similarities to class names."""


@dataclass(frozen=True, slots=True, eq=False)
class Listener:
    """An encoder, and what it hears in all clips."""

    base: F32
    """(clips, 384), and 512 of the encoder that ships."""
    head: Tensors
    """`encoder.head.*`"""


@dataclass(frozen=True, slots=True, eq=False)
class Listeners:
    """The encoders on the way from the published network to the one that ships."""

    unrepeated: Listener
    start: Listener
    one_run: Listener
    shipped: Listener


@dataclass(frozen=True, eq=False)
class Bench:
    """All that the variants are built from."""

    shared: SharedTexts
    teacher: TeacherCache
    folder: ModelFolder
    learned: Sequence[Clip]
    listeners: Listeners

    @cached_property
    def text(self) -> TextEncoder:
        return TextEncoder.load(self.folder)

    @cached_property
    def tensors(self) -> Tensors:
        return self.folder.tensors(prefix="tower.") | self.folder.tensors(prefix="encoder.head.")

    @property
    def busy_share(self) -> float:
        """How far the shipped tower holds busy sounds back; not at all if it was fitted before that was learned."""
        return float(self.tensors.get("tower.class.busy", np.zeros(1, np.float32))[0])

    @cached_property
    def replay(self) -> Replay:
        return Replay.load(self.folder)

    @cached_property
    def rows(self) -> list[int]:
        return [clip.index for clip in self.learned]

    def by_class_names(self, listener: Listener) -> Answer:
        """The nearest class names by the sentence encoder, and the scores of these classes."""
        names = [
            entry.name
            for entry in sorted(self.shared.ontology(), key=lambda e: e.index or 0)
            if entry.index is not None
        ]
        classes = self.teacher.vectors(names)
        scores = self._standard(listener)

        def answer(test: TestSet) -> F32:
            likeness = self.teacher.vectors(distinct(test.labels)) @ classes.T
            return _dot(softmax(np.asarray(likeness / SIMILARITY, np.float32)), scores[_rows(test)])

        return answer

    def by_classes(self, listener: Listener, busy_share: float) -> Answer:
        """The network from words to classes alone."""
        words = TextTower(self.tensors)
        scores = less_busy(self._standard(listener), busy_share)

        def answer(test: TestSet) -> F32:
            return _dot(words.classes(self.text.encode(distinct(test.labels))), scores[_rows(test)])

        return answer

    def joint(self, changed: Tensors) -> Answer:
        """What ships, with some tensors of its towers changed."""
        tensors = {**self.tensors, **changed}
        words, audio = TextTower(tensors), AudioTower(tensors)
        background = audio.project(self.replay.learned_base)

        def answer(test: TestSet) -> F32:
            texts = self.text.encode(distinct(test.labels))
            questions = np.stack([words.query(text, background).vector for text in texts])
            return _dot(questions, audio.project(self.listeners.shipped.base[_rows(test)]))

        return answer

    def by_sounds(self, changed: Tensors) -> Answer:
        """What ships when clips ask, with some tensors of its audio tower changed: (clips, clips)."""
        audio = AudioTower({**self.tensors, **changed})
        background = Background(audio.project(self.replay.learned_base))

        def answer(test: TestSet) -> F32:
            base = self.listeners.shipped.base[_rows(test)].astype(np.float16)
            questions = np.stack([background.standardise(audio.query(row[None])) for row in base])
            return _dot(questions, audio.project(base))

        return answer

    @property
    def no_midlevel(self) -> F32:
        """`tower.sound.projection` that reads the embedding alone."""
        projection = self.tensors["tower.sound.projection"].astype(np.float32)
        projection[EMBEDDING_DIM:] = 0
        return projection

    def contrastive_alone(self) -> Answer:
        """The contrastive part without class evidence."""
        return self.joint({"tower.blend": np.asarray([-1.0, 0.0], np.float32)})

    def taught_without(self, left_out: str) -> Answer:
        """What ships, its way from words to classes learned anew without one kind of lesson."""
        captions = tuple(clip.caption for clip in self.learned)
        heard = HeardClips(
            captions=captions,
            sources=tuple(clip.source for clip in self.learned),
            scores=AudioTower(self.tensors).class_scores(self.listeners.shipped.base[self.rows]),
            meanings=self.teacher.vectors(captions),
        )
        phrases = [one for one in phrase_sets(self.shared, self.teacher) if one.name != left_out]
        settings = ClassTextSettings(clip_weight=0.0 if left_out == "clips" else ClassTextSettings().clip_weight)
        return self.joint(train_class_text(self.text, phrases, heard, settings))

    def _standard(self, listener: Listener) -> NDArray[np.float64]:
        scores = log_sigmoid(ClassHead(listener.head)(listener.base))
        known = scores[self.rows]
        return np.asarray((scores - known.mean(axis=0)) / known.std(axis=0), np.float64)


def steps_up(bench: Bench) -> dict[str, Answer]:
    """From the published network and class names to what ships; each line adds one idea to the line before."""
    heard = bench.listeners
    return {
        "published network, classes by the sentence encoder's likeness to their names": bench.by_class_names(
            heard.unrepeated
        ),
        "short sounds repeated": bench.by_class_names(heard.start),
        "words to classes by the trained network": bench.by_classes(heard.start, 0.0),
        "encoder trained on, one run": bench.by_classes(heard.one_run, 0.0),
        "mean of two runs' weights": bench.by_classes(heard.shipped, 0.0),
        "busy sounds held back": bench.by_classes(heard.shipped, bench.busy_share),
        "contrastive part beside the classes: what ships": bench.joint({}),
    }


def steps_back(bench: Bench) -> dict[str, Answer]:
    """What ships with one thing taken out."""
    share = float(bench.tensors["tower.blend"].sum() - 0.5 * bench.tensors["tower.blend"][1])
    return {
        "the contrastive part alone": bench.contrastive_alone(),
        "the same share of classes for every question": bench.joint(
            {"tower.blend": np.asarray([share, 0], np.float32)}
        ),
        "words to classes without our own phrases": bench.taught_without("phrases"),
        "words to classes without labelled captions": bench.taught_without("captions"),
        "words to classes without the sentence encoder's guesses": bench.taught_without("guessed"),
        "words to classes without what named clips sound like": bench.taught_without("clips"),
    }


def sound_steps(bench: Bench) -> dict[str, Answer]:
    """From the published network's embedding to what ships, for clips that ask for their like."""
    heard = bench.listeners
    return {
        "published network's embedding": _by_cosine(heard.start.base),
        "encoder trained on": _by_cosine(heard.shipped.base[:, :EMBEDDING_DIM]),
        "joint vector, without the mid-level means": bench.by_sounds({"tower.sound.projection": bench.no_midlevel}),
        "with the mid-level means: what ships": bench.by_sounds({}),
    }


def sound_precisions(answer: Answer, sets: Sequence[TestSet]) -> list[NDArray[np.float64]]:
    """Average precision of every clip that has another of its label in its set."""
    found = []
    for test in sets:
        names, scores = np.asarray(test.labels), answer(test)
        rows = []
        for row, label in enumerate(test.labels):
            others = np.arange(names.size) != row
            right = names[others] == label
            if right.any():
                rows.append(average_precision(scores[row, others], right))
        found.append(np.asarray(rows))
    return found


def precisions(answer: Answer, sets: Sequence[TestSet]) -> list[NDArray[np.float64]]:
    """Average precision of every question, set by set."""
    found = []
    for test in sets:
        names = np.asarray(test.labels)
        rows = zip(answer(test), distinct(test.labels), strict=True)
        found.append(np.asarray([average_precision(scores, names == label) for scores, label in rows]))
    return found


def difference(
    one: Sequence[NDArray[np.float64]], other: Sequence[NDArray[np.float64]], seed: int = 0
) -> tuple[float, float, float]:
    """Mean over the sets of `one` less `other`, with its 95 % interval from drawing questions anew within each set."""
    rng = np.random.default_rng(seed)
    gaps = [mine - theirs for mine, theirs in zip(one, other, strict=True)]
    drawn = [gap[rng.integers(0, gap.size, (RESAMPLINGS, gap.size))].mean(axis=1) for gap in gaps]
    low, high = np.percentile(np.mean(drawn, axis=0), [2.5, 97.5])
    return float(np.mean([gap.mean() for gap in gaps])), float(low), float(high)


def ablation_tables(bench: Bench, sets: Sequence[TestSet]) -> str:
    """Three Markdown tables: ideas added one by one, ideas taken out of what ships, and the way for sounds that ask."""
    up = {name: precisions(answer, sets) for name, answer in steps_up(bench).items()}
    shipped = list(up.values())[-1]
    lines = _head("idea, added to the line before", sets, "gain over the line before")
    before: Sequence[NDArray[np.float64]] | None = None
    for name, found in up.items():
        lines.append(_line(name, found, before))
        before = found
    lines += ["", *_head("what ships, but", sets, "against what ships")]
    lines += [_line(name, precisions(answer, sets), shipped) for name, answer in steps_back(bench).items()]
    lines += ["", *_head("sounds → sounds, each line against the one before", sets, "gain over the line before")]
    before = None
    for name, answer in sound_steps(bench).items():
        found = sound_precisions(answer, sets)
        lines.append(_line(name, found, before))
        before = found
    return "\n".join(lines)


def questions_of(sets: Sequence[TestSet]) -> list[str]:
    """Every question of the sets: what the sentence encoder must have been asked for the first line."""
    return distinct([label for test in sets for label in test.labels])


def _head(first: str, sets: Sequence[TestSet], last: str) -> list[str]:
    cells = [first, *(test.name for test in sets), "mean", last]
    return ["| " + " | ".join(cells) + " |", "| " + " | ".join("---" for _ in cells) + " |"]


def _line(name: str, found: Sequence[NDArray[np.float64]], against: Sequence[NDArray[np.float64]] | None) -> str:
    means = [float(values.mean()) for values in found]
    cells = [name, *(f"{value:.3f}" for value in means), f"{np.mean(means):.3f}"]
    if against is None:
        return "| " + " | ".join([*cells, ""]) + " |"
    mean, low, high = difference(found, against)
    return "| " + " | ".join([*cells, f"{mean:+.3f} ({low:+.3f} – {high:+.3f})"]) + " |"


def _by_cosine(base: F32) -> Answer:
    def answer(test: TestSet) -> F32:
        rows = base[_rows(test)]
        rows = unit(rows - rows.mean(axis=0))
        return _dot(rows, rows)

    return answer


def _rows(test: TestSet) -> list[int]:
    return [clip.index for clip in test.clips]


def _dot(questions: NDArray[Any], sounds: NDArray[Any]) -> F32:
    return np.asarray(questions @ sounds.T, np.float32)
