"""Which file names promise a sound, and what the kinds of sound files are called."""

from __future__ import annotations

from pathlib import PurePath

# fmt: off
SOUNDFILE_SUFFIXES = frozenset(
    (
        ".aif", ".aifc", ".aiff", ".au", ".caf", ".flac", ".mp3", ".oga",
        ".ogg", ".opus", ".paf", ".rf64", ".snd", ".voc", ".w64", ".wav", ".wave",
    )
)
FFMPEG_SUFFIXES = frozenset(
    (
        ".3gp", ".aac", ".ac3", ".alac", ".ape", ".avi", ".flv", ".m2ts", ".m4a", ".m4b", ".m4v",
        ".mka", ".mkv", ".mov", ".mp2", ".mp4", ".mpeg", ".mpg", ".webm", ".wma", ".wmv", ".wv",
    )
)
# fmt: on
AUDIO_SUFFIXES = SOUNDFILE_SUFFIXES | FFMPEG_SUFFIXES
"""Lower case, with the dot."""

_NAMES = {"WAVEX": "WAV", "RF64": "WAV", "MPEG": "MP3"}
_BITS = {
    "PCM_S8": 8,
    "PCM_U8": 8,
    "PCM_16": 16,
    "PCM_24": 24,
    "PCM_32": 32,
    "FLOAT": 32,
    "DOUBLE": 64,
    "ALAC_16": 16,
    "ALAC_20": 20,
    "ALAC_24": 24,
    "ALAC_32": 32,
}


def is_sound_name(name: str) -> bool:
    """True when a file of this name should be listed."""
    return PurePath(name).suffix.lower() in AUDIO_SUFFIXES


def format_name(container: str, subtype: str) -> str:
    """libsndfile's names of container and encoding → the short name a user knows."""
    if container == "OGG" and subtype == "OPUS":
        return "OPUS"
    return _NAMES.get(container, container)


def bits_of(subtype: str) -> int:
    """Bits a sample of libsndfile's encodings; 0 for lossy ones."""
    return _BITS.get(subtype, 0)
