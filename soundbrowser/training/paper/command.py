"""The paper’s model from the command line: `--preset NAME [CORPUS]`, and `paper-losses [CORPUS]`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch

from soundbrowser.evaluate.corpora import read_corpus
from soundbrowser.model.paper_embed import PaperFeatures
from soundbrowser.training.paper.ablation import compare_losses, table
from soundbrowser.training.paper.card import paper_card
from soundbrowser.training.paper.clips import LabelledClip, corpus_clips, shared_clips, write_list
from soundbrowser.training.paper.preset import Preset
from soundbrowser.training.paper.shared_network import SharedRecipe
from soundbrowser.training.paper.walnet_training import WalNetRecipe
from soundbrowser.training.paper.words import word_files

LOSSES = "paper-losses"
PRESETS = {f"paper-{features}": features for features in PaperFeatures}
LIST_FILE, UNSEEN_FILE = "clips.csv", "unseen.csv"


def is_about_the_paper(arguments: Sequence[str]) -> bool:
    """Whether these arguments are for this command and not for a step of the shipped model's training."""
    return LOSSES in arguments[:1] or any(argument.split("=")[0] == "--preset" for argument in arguments)


def run(arguments: Sequence[str]) -> None:
    """Trains a preset and writes its model folder, or prints the table of losses."""
    only_losses = arguments[:1] == [LOSSES]
    options = _parser(only_losses).parse_args(arguments[1:] if only_losses else arguments)
    torch.set_num_threads(options.threads)
    preset = Preset(
        features=PRESETS[options.preset],
        clips=_clips(options.corpus, options.shared, options.seed),
        words=word_files(options.words),
        shared=options.shared,
        cache=options.cache,
        least=options.least,
        walnet=WalNetRecipe(epochs=options.walnet_epochs, seed=options.seed),
    )
    _say_what_is_there(preset)
    recipe = SharedRecipe(epochs=options.epochs, seed=options.seed)
    if only_losses:
        print(table(compare_losses(preset, recipe)))
        return
    output = options.output or Path("build/models") / options.preset
    words = options.words or "those of base-1, distilled from a sentence encoder"
    made = preset.make(recipe, paper_card(preset, recipe, output.name, words), output)
    print(f"The model is in “{made.path}”. To measure it, also on classes that were never learned:")
    for file, option in ((LIST_FILE, " --paper"), (UNSEEN_FILE, "")):
        print(f"  soundbrowser evaluate {preset.folder / file}{option} --model {made.path} --model models/base-1")


def _clips(corpus: Path | None, shared: Path, seed: int) -> list[LabelledClip]:
    return shared_clips(shared / "sounds") if corpus is None else corpus_clips(read_corpus(corpus), seed)


def _say_what_is_there(preset: Preset) -> None:
    """After the sounds have been listened to, which is what takes long."""
    preset.folder.mkdir(parents=True, exist_ok=True)
    learned, measured, unseen = preset.learned(), preset.measured(), preset.unseen()
    write_list(measured, preset.folder / LIST_FILE)
    write_list(unseen, preset.folder / UNSEEN_FILE)
    print(
        f"{len(learned.audio)} clips of {len(learned.texts)} classes to learn from; held out are "
        f"{len(measured) - len(learned.audio)} of these classes and {len(unseen)} of others. "
        f"{len(preset.clips) - len(measured) - len(unseen)} make no pairs: they cannot be read, no word of their class "
        f"is known, or their class has fewer than {preset.least} clips to learn from.",
        flush=True,
    )


def _parser(only_losses: bool) -> argparse.ArgumentParser:
    recipe, walnet = SharedRecipe(), WalNetRecipe()
    parser = argparse.ArgumentParser(
        prog=f"python -m soundbrowser.training{' ' + LOSSES if only_losses else ''}", description=__doc__
    )
    parser.add_argument("corpus", nargs="?", type=Path, help="what `soundbrowser evaluate` reads (default: the shared)")
    parser.add_argument(
        "--preset", choices=PRESETS, default="paper-mfcc" if only_losses else None, required=not only_losses
    )
    parser.add_argument("--words", help="a file of 300-d word vectors, or a name that gensim's downloader knows")
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="sounds and starting weights")
    parser.add_argument("--cache", type=Path, default=Path("build/training"), help="what the steps keep")
    parser.add_argument("--output", type=Path, help="the model folder to write (default: build/models/NAME)")
    parser.add_argument("--least", type=int, default=3, metavar="N", help="clips that a class to learn must have")
    parser.add_argument("--epochs", type=int, default=recipe.epochs, help="of the shared network")
    parser.add_argument(
        "--walnet-epochs",
        type=int,
        choices=range(1, walnet.horizon + 1),
        metavar="N",
        default=walnet.epochs,
        help=f"of WAL-Net, at most {walnet.horizon} (default)",
    )
    parser.add_argument("--seed", type=int, default=recipe.seed)
    parser.add_argument("--threads", type=int, default=1, help="torch's threads")
    return parser
