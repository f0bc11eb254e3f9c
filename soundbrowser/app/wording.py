"""How lengths, counts, formats and rows are said."""

from __future__ import annotations

from pathlib import PurePath

from soundbrowser.domain.progress import Progress, Stage
from soundbrowser.domain.query import Hit
from soundbrowser.domain.sound import Header, Presence, Sound, SoundState


def length(seconds: float) -> str:
    """0:42.1, 1:04:10: minutes, seconds and tenths; hours without tenths."""
    tenths = round(seconds * 10)
    minutes, rest = divmod(tenths, 600)
    if minutes >= 60:
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02}:{rest // 10:02}"
    return f"{minutes}:{rest // 10:02}.{rest % 10}"


def spoken_length(seconds: float) -> str:
    """42 seconds, 3 minutes 5 seconds: for the ear."""
    if seconds < 10:
        return f"{seconds:.1f} seconds"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} minutes {rest} seconds" if minutes else f"{rest} seconds"


def short_span(seconds: float) -> str:
    """850 ms, 2 s, 5 min: for chips."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    return f"{round(seconds, 1):g} s" if seconds < 60 else f"{round(seconds / 60, 1):g} min"


def time_left(seconds: float) -> str:
    """about 5 min left."""
    if seconds < 10:
        return "a few seconds left"
    if seconds < 90:
        return f"about {round(seconds / 10) * 10} s left"
    minutes = seconds / 60
    return f"about {round(minutes)} min left" if minutes < 90 else f"about {minutes / 60:.1f} h left"


def count(number: int, one: str, many: str = "") -> str:
    """1 sound, 2,345 sounds."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def format_line(header: Header | None) -> str:
    """WAV 96/24, OGG 44: format, thousands of samples a second, bits where there are any."""
    if header is None:
        return ""
    rate = f"{header.rate / 1000:.0f}" if header.rate % 1000 == 0 or header.rate > 40000 else f"{header.rate / 1000:g}"
    bits = f"/{header.bit_depth}" if header.bit_depth else ""
    return f"{header.format} {rate}{bits}"


def channels(number: int) -> str:
    """Mono, Stereo, 6 channels."""
    return {1: "Mono", 2: "Stereo"}.get(number, f"{number} channels")


def crumbs(path: str, root: str = "") -> str:
    """The folder of a file as Field recordings › Weather, from the added folder on."""
    folder = PurePath(path).parent
    parts = list(folder.parts)
    if root:
        above = PurePath(root).parent
        if folder.is_relative_to(above):
            parts = list(folder.relative_to(above).parts)
    return " › ".join(printable(part) for part in parts)


def printable(text: str) -> str:
    """Text that can be painted: undecodable bytes of a name become the replacement sign."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def percent(chance: float) -> int:
    """Rounded down, so that what lies below the weak line never reads as on it."""
    return int(chance * 100 + 1e-6)


def why(hit: Hit) -> str:
    """name and meaning."""
    evidence = hit.evidence
    reasons = [
        word
        for word, share in (("name", evidence.name), ("meaning", evidence.meaning), ("sound", evidence.sound))
        if share > 0
    ]
    return " and ".join(reasons)


def state_of(sound: Sound) -> str:
    """What keeps a sound from being played or found by ear; empty when nothing does."""
    if sound.presence is Presence.OFFLINE:
        return "its drive is not connected"
    if sound.presence is Presence.MISSING:
        return "moved or deleted"
    if sound.state in (SoundState.UNREADABLE, SoundState.QUARANTINED):
        return sound.error or "cannot be read"
    return "" if sound.state is SoundState.READY else "waiting to be listened to"


def row_spoken(sound: Sound, hit: Hit | None) -> str:
    """A row for screen readers: name, chance, reasons, length, state."""
    said = [printable(sound.name)]
    if hit is not None:
        said.append(f"{percent(hit.score)} percent")
        if reasons := why(hit):
            said.append(f"matched by {reasons}")
    if sound.header is not None:
        said.append(spoken_length(sound.duration_s))
    if state := state_of(sound):
        said.append(state)
    return ", ".join(said)


def adding(progress: Progress | None) -> str:
    """Downloading: 123 of 776 MB; how far a model is that is being added."""
    if progress is None:
        return "Looking at it"
    if progress.stage is Stage.MEASURE:
        return f"Measuring it on the demo sounds: {progress.done:,} of {progress.total:,}"
    if progress.done == progress.total:
        return "Downloaded. Reading it"
    return f"Downloading: {progress.done:,} of {progress.total:,} MB"
