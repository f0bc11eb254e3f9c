"""The step that teaches a finished model other languages: fits the table, measures, and puts both into its folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from string import Template

from soundbrowser.model.other_languages import FEATURES, LANGUAGES
from soundbrowser.model.store import ModelFolder, json_bytes, tensor_bytes, write_model
from soundbrowser.model.text import TABLE, VOCABULARY, TextEncoder
from soundbrowser.model.words import words_of
from soundbrowser.training.card import CARD, with_section
from soundbrowser.training.language_fit import LanguageSettings, fit_languages
from soundbrowser.training.language_measures import LanguageReport, as_document, table
from soundbrowser.training.language_texts import DATA, lessons
from soundbrowser.training.text_sources import SharedTexts, class_phrases, glossary

CARD_TEMPLATE = DATA / "languages_card.md"
SECTION = "Other languages"
MEASURES = "measures.json"
MEASURES_KEY = "languages"


def language_step(
    folder: ModelFolder,
    shared: SharedTexts,
    measure: Callable[[ModelFolder], LanguageReport],
    draft: Path,
    settings: LanguageSettings | None = None,
) -> LanguageReport:
    """Teaches the model in `folder`, measures a copy at `draft`, then rewrites the folder with table, measures, card.

    Versions stay: neither base vectors nor joint vectors of sounds depend on how questions are read.
    """
    files = language_files(folder, shared, settings or LanguageSettings())
    report = measure(put_into(folder, files, draft))
    card = with_section(folder.file(CARD).read_text(encoding="utf-8"), SECTION, card_text(report))
    measures = folder.document(MEASURES) | {MEASURES_KEY: as_document(report)}
    put_into(folder, {**files, CARD: card.encode(), MEASURES: json_bytes(measures)}, folder.path)
    return report


def language_files(folder: ModelFolder, shared: SharedTexts, settings: LanguageSettings) -> dict[str, bytes]:
    """The content of `languages.txt` and `languages.safetensors` for the English table of a model."""
    features, learned = fit_languages(
        lessons(shared, settings.seed), english_table(folder), english_words(shared), settings, _report
    )
    return {FEATURES: "\n".join(features).encode(), LANGUAGES: tensor_bytes(learned.tensors())}


def english_table(folder: ModelFolder) -> TextEncoder:
    """The model's English table alone, which the other languages are taught by."""
    stored = folder.tensors(TABLE)
    pieces = folder.file(VOCABULARY).read_text(encoding="utf-8").split("\n")
    return TextEncoder(pieces, stored["rows"], stored["scales"])


def put_into(folder: ModelFolder, files: Mapping[str, bytes], path: Path) -> ModelFolder:
    """The model with these files added or replaced, at `path`."""
    kept = {name: folder.file(name).read_bytes() for name in folder.files}
    return write_model(path, folder.config, {**kept, **files})


def english_words(shared: SharedTexts) -> set[str]:
    """Every word of the English texts about sounds."""
    return {word for text in _english_texts(shared) for word in words_of(text)}


def card_text(report: LanguageReport) -> str:
    """What the model card says."""
    return Template(CARD_TEMPLATE.read_text(encoding="utf-8")).substitute(table=table(report)).strip()


def _english_texts(shared: SharedTexts) -> Iterator[str]:
    yield from (caption.text for caption in shared.captions())
    for entry in shared.ontology():
        yield from (entry.name, entry.description)
    for category in shared.categories():
        yield from (category.title, category.explanation, *category.synonyms)
    yield from (clip.caption for clip in shared.clips_to_learn_from())
    yield from (phrase for _, phrase in class_phrases())
    for line in glossary():
        yield from (line.word, *line.meanings)


def _report(step: int, loss: float) -> None:
    print(f"step {step}: loss {loss:.4f}", flush=True)
