"""Several ways to say what a named clip is, since people will not ask for it by its file's name."""

from __future__ import annotations

import re

from soundbrowser.training.corpus import Clip

EMPTY_PHRASES = re.compile(
    r"\b(animal|interface|platform game|spaceship game|cartoon game|game|keyboard|body) sound\b"
    r"|\bsound effect\b|\bambience\b"
)
"""What the makers of the captions added to say where a clip comes from."""
HOW_PLAYED = re.compile(
    r",[^,]*\b(piano|pianissimo|forte|fortissimo|cresc\w*|decresc\w*|phrase|long|short|very long|very short)\b[^,]*"
)
NOTE = re.compile(r"\bnote [A-G]( sharp| flat)?\b( \d)?|\bnote [a-z]*harp\d?\b")
PLAIN_TAGS = re.compile(r"[a-z][a-z ]{2,24}")


def phrasings(clip: Clip) -> list[str]:
    """The caption, the caption without its frills, the thing alone, and the thing with the words of its folders."""
    bare = bare_caption(clip)
    return [clip.caption, bare, thing(clip), *(f"{bare} {tag}" for tag in _plain_tags(clip) if tag not in clip.caption)]


def bare_caption(clip: Clip) -> str:
    """What is heard, without how a note was played and where the clip comes from."""
    return _tidy(NOTE.sub("", HOW_PLAYED.sub("", EMPTY_PHRASES.sub("", clip.caption)))) or clip.caption


def thing(clip: Clip) -> str:
    """The first part of the bare caption: what sounds, as far as the name says it."""
    bare = bare_caption(clip)
    first = bare.split(",")[0].strip()
    return first if len(first) > 2 else bare


def _plain_tags(clip: Clip) -> list[str]:
    """Two folder words at most; the category is in every clip of a kind and tells nothing apart."""
    tags = [tag for tag in clip.tags if tag not in (clip.category, clip.source) and PLAIN_TAGS.fullmatch(tag)]
    return tags[:2]


def _tidy(text: str) -> str:
    return re.sub(r"\s*,[\s,]*", ", ", re.sub(r"\s+", " ", text)).strip(" ,")
