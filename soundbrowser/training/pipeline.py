"""The steps from the shared folder to a finished model; each reads and writes the cache, so any can be repeated."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from numpy.typing import NDArray
from safetensors.numpy import load_file
from torch import Tensor

from soundbrowser.model.embed import open_embedder
from soundbrowser.model.encoder import EMBEDDING_DIM, AudioEncoder
from soundbrowser.model.joint import JointModel
from soundbrowser.model.segments import Segmenting
from soundbrowser.model.store import ModelFolder, json_bytes
from soundbrowser.model.text import TABLE, VOCABULARY, TextEncoder
from soundbrowser.model.wordvectors import WordsUnreadable
from soundbrowser.training.ablation import Bench, Listener, Listeners, ablation_tables, questions_of
from soundbrowser.training.audio_step import (
    SEEDS,
    SOUP_SHARE,
    AudioInputs,
    audio_step,
    class_names,
    load_encoder,
    load_run,
    named_clips,
    starting_weights,
)
from soundbrowser.training.audio_training import AudioRecipe
from soundbrowser.training.averaging import between
from soundbrowser.training.base_vectors import SEGMENTING, UNREPEATED, HeardCorpus, base_vectors, hear_corpus
from soundbrowser.training.card import CARD, CardFacts, model_card
from soundbrowser.training.check_step import check_step
from soundbrowser.training.corpus import Clip, Part, read_corpus, to_learn_from
from soundbrowser.training.export_step import Pieces, export_model
from soundbrowser.training.joint_fit import JointFiles, JointInputs, fit_joint
from soundbrowser.training.language_measures import LanguageReport, measure_languages
from soundbrowser.training.language_measures import table as languages_table
from soundbrowser.training.language_step import language_step
from soundbrowser.training.long_files import describe, measure_long_files
from soundbrowser.training.measure_step import (
    MeasureInputs,
    ModelMeasures,
    as_document,
    class_line,
    measure_model,
    table,
)
from soundbrowser.training.teacher import TeacherCache
from soundbrowser.training.test_sets import TestSet, test_sets
from soundbrowser.training.text_sources import SharedTexts
from soundbrowser.training.text_step import MEASURES as TEXT_MEASURES
from soundbrowser.training.text_step import text_step
from soundbrowser.training.tower_fit import AFTER_THE_ENCODER, fit_towers
from soundbrowser.training.waveforms import WaveformCache, open_waveforms
from soundbrowser.training.words_step import words_step

NOTICE = "LICENSE-EfficientAT.txt"


@dataclass(frozen=True)
class Workshop:
    """Where a training reads, keeps what it made, and puts the model; what is made is kept until removed by hand."""

    shared: Path
    cache: Path
    output: Path
    parts: tuple[Part, ...]
    teacher_python: str = sys.executable
    """An interpreter that has the sentence encoder."""
    device: str = "cpu"
    recipe: AudioRecipe = field(default_factory=AudioRecipe)
    words: Path | None = None
    """A GloVe, word2vec or fastText file."""

    @cached_property
    def clips(self) -> list[Clip]:
        return read_corpus(self.shared / "sounds")

    @cached_property
    def waveforms(self) -> WaveformCache:
        return open_waveforms(self.cache / "waveforms", self.clips)

    @cached_property
    def text(self) -> TextEncoder:
        folder = self.cache / "text"
        pieces = (folder / VOCABULARY).read_text(encoding="utf-8").split("\n")
        arrays = load_file(folder / TABLE)
        return TextEncoder(pieces, arrays["rows"], arrays["scales"])

    def prepare(self) -> None:
        """Decodes every clip once."""
        print(f"{len(self.waveforms)} clips are decoded.")

    def check(self) -> None:
        """Compares the network with its published reference."""
        for found in check_step(self.shared / "pretrained"):
            print(f"{found.signal}: within {found.largest:.1e} of the reference")

    def train_text(self) -> None:
        """Asks the sentence encoder, in its own interpreter, and distils the word table from its answers."""
        teacher = self.cache / "teacher"
        teacher.mkdir(parents=True, exist_ok=True)
        questions = teacher / "questions.txt"
        questions.write_text("\n".join(questions_of(self._test_sets())) + "\n", encoding="utf-8")
        module = "soundbrowser.training.teacher"
        places = ["--shared", str(self.shared), "--cache", str(teacher), "--also", str(questions)]
        subprocess.run([self.teacher_python, "-m", module, *places], check=True)
        text_step(SharedTexts(self.shared), teacher, self.cache / "text")

    def take_words(self) -> None:
        """Takes word vectors of the user's choice in place of the distilled table."""
        if self.words is None:
            raise WordsUnreadable("Name the file of word vectors: python -m soundbrowser.training words FILE.")
        words_step(self.words, SharedTexts(self.shared), self.cache / "teacher", self.cache / "text")

    def train_audio(self) -> None:
        """Trains the encoder; takes up a stopped run."""
        audio_step(self._audio_inputs(), self.recipe, self.cache / "audio", self.device)

    def export(self) -> None:
        """Fits the joint space on the trained encoder, measures a draft, and writes the model with its card."""
        heard = self._heard()
        joint = self._fit_joint(heard)
        draft = export_model(self._pieces(heard, joint, {}), self.cache / "draft" / self.output.name)
        measures = measure_model(draft, self._measure_inputs())
        text = json.loads((self.cache / "text" / TEXT_MEASURES).read_text(encoding="utf-8"))
        files = {
            "measures.json": json_bytes(
                {
                    "text": text,
                    "calibration": {kind: asdict(found) for kind, found in joint.honesty.items()},
                    "test": as_document(measures),
                }
            ),
            CARD: self._card(measures, text).encode(),
        }
        export_model(self._pieces(heard, joint, files), self.output)
        self._print(measures)

    def measure(self) -> None:
        """Measures the finished model again, from its folder alone."""
        self._print(measure_model(ModelFolder.open(self.output), self._measure_inputs()))

    def ablate(self) -> None:
        """Prints what each idea gave, on the test part."""
        folder = ModelFolder.open(self.output)
        print(ablation_tables(self._bench(folder), self._test_sets()))

    def measure_long_files(self) -> None:
        """Prints how well short events are found in long recordings."""
        folder = ModelFolder.open(self.output)
        test = self._test_sets()[0]
        print(describe(measure_long_files(open_embedder(folder, "cpu"), JointModel.load(folder), test, self.waveforms)))

    def _bench(self, folder: ModelFolder) -> Bench:
        start, audio, heard = starting_weights(self.shared), self.cache / "audio", self._heard()
        one_run = between(start, load_run(audio, SEEDS[0]), SOUP_SHARE)
        return Bench(
            shared=SharedTexts(self.shared),
            teacher=TeacherCache(self.cache / "teacher"),
            folder=folder,
            learned=[clip for clip in to_learn_from(self.clips, self.parts) if self.text.known(clip.caption)],
            listeners=Listeners(
                unrepeated=self._listener(start, UNREPEATED),
                start=self._listener(start),
                one_run=self._listener(one_run),
                shipped=Listener(heard.base, _head(heard.encoder)),
            ),
        )

    def _listener(self, weights: Mapping[str, Tensor], segmenting: Segmenting = SEGMENTING) -> Listener:
        encoder = AudioEncoder()
        encoder.load_tensors(weights)
        return Listener(
            base=base_vectors(encoder, self.waveforms, segmenting=segmenting),
            head=_head({name: value.numpy() for name, value in weights.items()}),
        )

    def _test_sets(self) -> list[TestSet]:
        return test_sets(self.clips, Part.TEST, class_names(self.shared))

    def teach_languages(self) -> None:
        """Adds the table of other languages to the finished model; nothing else in it changes."""
        folder = ModelFolder.open(self.output)
        draft = self.cache / "draft" / self.output.name
        print(languages_table(language_step(folder, SharedTexts(self.shared), self._languages_of, draft)))

    def measure_languages(self) -> None:
        """Measures the finished model's other languages, from its folder alone."""
        print(languages_table(self._languages_of(ModelFolder.open(self.output))))

    def _languages_of(self, folder: ModelFolder) -> LanguageReport:
        return measure_languages(folder, SharedTexts(self.shared), self.clips, self.waveforms)

    def _heard(self) -> HeardCorpus:
        return hear_corpus(load_encoder(self.cache / "audio"), self.waveforms, self._learned_rows())

    def _learned_rows(self) -> list[int]:
        return [clip.index for clip in to_learn_from(self.clips, self.parts)]

    def _fit_joint(self, heard: HeardCorpus) -> JointFiles:
        named = named_clips(self._audio_inputs(), to_learn_from(self.clips, self.parts))
        embeddings = heard.base[named.indices][:, :EMBEDDING_DIM]
        towers = fit_towers(embeddings, named.texts, named.weights, AFTER_THE_ENCODER, self.recipe.seed)
        return fit_joint(
            JointInputs(
                shared=self.shared,
                teacher=self.cache / "teacher",
                clips=self.clips,
                base=heard.base,
                encoder=heard.encoder,
                contrastive=towers.tensors(),
                text=self.text,
                parts=self.parts,
            )
        )

    def _audio_inputs(self) -> AudioInputs:
        return AudioInputs(self.shared, self.clips, self.waveforms, self.text, self.parts)

    def _pieces(self, heard: HeardCorpus, joint: JointFiles, files: dict[str, bytes]) -> Pieces:
        text = self.cache / "text"
        return Pieces(
            name=self.output.name,
            encoder=heard.encoder,
            towers=joint.tensors,
            files={
                VOCABULARY: (text / VOCABULARY).read_bytes(),
                TABLE: (text / TABLE).read_bytes(),
                NOTICE: (self.shared / "pretrained" / NOTICE).read_bytes(),
                **joint.files,
                **files,
            },
            joint_dim=joint.joint_dim,
            text_dim=self.text.dim,
        )

    def _measure_inputs(self) -> MeasureInputs:
        return MeasureInputs(self.clips, self.waveforms, class_names(self.shared), starting_weights(self.shared))

    def _card(self, measures: ModelMeasures, text: dict[str, float]) -> str:
        return model_card(
            CardFacts(
                name=self.output.name,
                learned=to_learn_from(self.clips, self.parts),
                sets_table=table(measures.sets),
                class_line=class_line(measures),
                text_line=f"Word table: {_figures(text)}.",
                notice=(self.shared / "pretrained" / NOTICE).read_text(encoding="utf-8"),
            )
        )

    def _print(self, measures: ModelMeasures) -> None:
        print(table(measures.sets))
        print(class_line(measures))


def _head(encoder: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    return {f"encoder.{name}": value for name, value in encoder.items() if name.startswith("head.")}


def _figures(values: dict[str, float]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {value:.3f}" for name, value in values.items())
