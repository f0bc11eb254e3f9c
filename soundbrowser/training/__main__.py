"""`python -m soundbrowser.training`: makes a model from the shared folder, step by step or all at once."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import torch

from soundbrowser.domain.errors import SoundbrowserError
from soundbrowser.training.corpus import Part
from soundbrowser.training.paper.command import is_about_the_paper
from soundbrowser.training.paper.command import run as run_paper
from soundbrowser.training.pipeline import Workshop

STEPS: dict[str, Callable[[Workshop], None]] = {
    "prepare": Workshop.prepare,
    "check": Workshop.check,
    "text": Workshop.train_text,
    "words": Workshop.take_words,
    "audio": Workshop.train_audio,
    "export": Workshop.export,
    "languages": Workshop.teach_languages,
    "measure": Workshop.measure,
    "measure-languages": Workshop.measure_languages,
    "long-files": Workshop.measure_long_files,
    "ablation": Workshop.ablate,
}
BY_WISH = ("words", "measure-languages", "long-files", "ablation")
"""Steps that `all` leaves out."""
ABOUT = """\
prepare   decode every clip once (1 minute)
check     compare front end and network with the published reference outputs
text      encode texts with the sentence encoder and distil the word table (10 minutes)
words     instead of text: take the word vectors of a GloVe, word2vec or fastText file
audio     train the encoder end to end with the towers, twice (an hour on one core; goes on where it stopped)
export    fit the joint space, measure it on sources kept aside, and write the model folder with its card (5 minutes)
languages teach the finished folder other languages, and measure them (5 minutes)
measure   measure the finished folder again and print the tables
measure-languages  measure the finished folder's other languages again (3 minutes)
long-files  print how well short events are found in long recordings (2 minutes)
ablation  print what each idea of the model gave (15 minutes)
all       every step in this order but words and those that only print

Apart from these, the model of the paper that this one descends from (docs/paper.md):
--preset paper-mfcc|paper-walnet [CORPUS]   train it on a corpus (default: the shared sounds); --help says more
paper-losses [CORPUS]                       compare the losses of the paper's first table
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one step or all; 1 with one sentence on stderr when it cannot."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    if is_about_the_paper(given):
        return _told(lambda: run_paper(given))
    options = _parser().parse_args(given)
    torch.set_num_threads(options.threads)
    device = "cuda" if options.device == "auto" and torch.cuda.is_available() else options.device
    workshop = Workshop(
        shared=options.shared,
        cache=options.cache,
        output=options.output,
        parts=(Part.TRAIN,) if options.tuning else (Part.TRAIN, Part.TUNE),
        teacher_python=options.teacher_python,
        words=options.file,
        device="cpu" if device == "auto" else device,
    )
    chosen = (
        [work for name, work in STEPS.items() if name not in BY_WISH]
        if options.step == "all"
        else [STEPS[options.step]]
    )
    return _told(lambda: _all(chosen, workshop))


def _all(steps: Sequence[Callable[[Workshop], None]], workshop: Workshop) -> None:
    for step in steps:
        step(workshop)


def _told(work: Callable[[], None]) -> int:
    """1, with the sentence on stderr, when the work cannot be done."""
    try:
        work()
    except SoundbrowserError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m soundbrowser.training",
        description=__doc__,
        epilog=ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("step", choices=[*STEPS, "all"])
    parser.add_argument("file", type=Path, nargs="?", help="for the words step: a GloVe, word2vec or fastText file")
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="sounds, texts and starting weights")
    parser.add_argument("--cache", type=Path, default=Path("build/training"), help="what the steps keep")
    parser.add_argument("--output", type=Path, default=Path("models/base-1"), help="the model folder to write")
    parser.add_argument("--teacher-python", default=sys.executable, help="an interpreter with the sentence encoder")
    parser.add_argument("--device", default="auto", help="for the audio step: auto, cpu, cuda")
    parser.add_argument("--threads", type=int, default=1, help="torch's threads")
    parser.add_argument("--tuning", action="store_true", help="keep the tuning part aside, to choose settings on it")
    return parser


if __name__ == "__main__":
    sys.exit(main())
