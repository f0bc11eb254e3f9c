"""The card of a model folder that a preset made."""

from __future__ import annotations

from string import Template

from soundbrowser.model.paper_embed import PaperFeatures
from soundbrowser.training.paper.preset import Preset
from soundbrowser.training.paper.shared_network import SharedRecipe

HEARD = {
    PaperFeatures.MFCC: "100 MFCCs with Δ and ΔΔ, averaged over the clip",
    PaperFeatures.WALNET: "WAL-Net, trained for $epochs epochs on the class scores that EfficientAT's mn04 (MIT, "
    "copyright 2022 Florian Schmid) gives the same clips, reduced to 300 by principal components of the training clips",
}
CARD = Template("""\
# $name

The joint model of Elizalde, Zarar and Raj, “Cross Modal Audio Search and Retrieval with Joint Embeddings based on Text
and Audio” (ICASSP 2019), trained on other sounds. A reproduction to compare with, not a model to work with.

- sounds: $heard
- words: the mean of word vectors ($words)
- shared network: 300-1024-512-512-1024, dropout $dropout, $rounds epochs of $pairs pairs, $loss over $distance
- learned from: $clips clips of $classes classes; held out: $held clips of other sources
- chances are fitted on the clips held out

The clips belong to their makers, under the licences that the corpus states.
""")


def paper_card(preset: Preset, recipe: SharedRecipe, name: str, words: str) -> str:
    """As Markdown; `words` says where the word vectors come from."""
    return CARD.substitute(
        name=name,
        heard=Template(HEARD[preset.features]).safe_substitute(epochs=preset.walnet.epochs),
        words=words,
        dropout=recipe.dropout,
        rounds=recipe.epochs,
        pairs=recipe.pairs,
        loss=recipe.loss,
        distance=recipe.distance,
        clips=len(preset.learned().audio),
        classes=len(preset.learned().texts),
        held=len(preset.held_out().audio),
    )
