"""How things are said: lengths, times, formats, filters, keys; and what the theme promises of its colours."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QFontMetricsF, QKeySequence
from PySide6.QtWidgets import QApplication

from soundbrowser import paths
from soundbrowser.app import filters as facets
from soundbrowser.app import icons, wording
from soundbrowser.app.commands import COMMANDS, keys_of
from soundbrowser.app.panels.row_parts import elide_marked
from soundbrowser.app.theme import DARK, LIGHT, Theme, blend
from soundbrowser.app.type import font
from soundbrowser.domain.progress import Progress, Stage
from soundbrowser.domain.query import Evidence, Filters, Hit
from soundbrowser.domain.sound import Folder, Header, Presence, Sound, SoundState


@pytest.mark.parametrize(
    ("progress", "said"),
    [
        (None, "Looking at it"),
        (Progress(Stage.FETCH, 1200, 1776), "Downloading: 1,200 of 1,776 MB"),
        (Progress(Stage.FETCH, 776, 776), "Downloaded. Reading it"),
        (Progress(Stage.MEASURE, 64, 64), "Measuring it on the demo sounds: 64 of 64"),
    ],
)
def test_how_far_a_model_is(progress: Progress | None, said: str) -> None:
    assert wording.adding(progress) == said


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.0, "0:00.0"), (42.06, "0:42.1"), (59.96, "1:00.0"), (78.0, "1:18.0"), (7325.0, "2:02:05")]
)
def test_lengths(seconds: float, said: str) -> None:
    assert wording.length(seconds) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(3, "a few seconds left"), (47, "about 50 s left"), (300, "about 5 min left"), (9000, "about 2.5 h left")],
)
def test_time_left(seconds: float, said: str) -> None:
    assert wording.time_left(seconds) == said


def test_formats_say_thousands_and_bits() -> None:
    assert wording.format_line(Header("WAV", "PCM_24", 96_000, 2, 24, 1, 1.0)) == "WAV 96/24"
    assert wording.format_line(Header("OGG", "VORBIS", 44_100, 2, 0, 1, 1.0)) == "OGG 44"
    assert wording.format_line(Header("WAV", "PCM_16", 22_050, 1, 16, 1, 1.0)) == "WAV 22.05/16"


def test_paths_begin_with_the_added_folder() -> None:
    assert wording.crumbs("/home/me/Field/Weather/rain.wav", "/home/me/Field") == "Field › Weather"


def test_undecodable_names_can_be_painted() -> None:
    assert wording.printable(os.fsdecode(b"br\xfccke.wav")) == "br\ufffdcke.wav"
    assert wording.printable("雨_☔.wav") == "雨_☔.wav"


def test_a_row_for_the_ear() -> None:
    header = Header("WAV", "PCM_16", 48_000, 1, 16, 48_000 * 42, 42.0)
    sound = Sound(1, 1, "/a/Rain.wav", SoundState.READY, header=header)
    hit = Hit(sound, 0.97, 0.0, 1.0, Evidence(name=0.9, meaning=0.4))
    assert wording.row_spoken(sound, hit) == "Rain.wav, 97 percent, matched by name and meaning, 42 seconds"
    offline = replace(sound, presence=Presence.OFFLINE)
    assert wording.row_spoken(offline, None).endswith("its drive is not connected")


FILTERS = Filters(
    min_length_s=2.0,
    max_length_s=120.0,
    channels=frozenset({2}),
    formats=frozenset({"WAV", "FLAC"}),
    folder_ids=frozenset({3}),
    tags=frozenset({"wet"}),
    min_rating=3,
    min_rate=96_000,
)


def test_every_facet_says_its_value_and_can_be_cleared() -> None:
    folders = [Folder(3, "/sounds/Field", True, 1)]
    said = {facet: facets.value_of(facet, FILTERS, folders) for facet in facets.Facet}
    assert said[facets.Facet.LENGTH] == "2 s – 2 min"
    assert said[facets.Facet.CHANNELS] == "Stereo"
    assert said[facets.Facet.FORMAT] == "FLAC +1"
    assert said[facets.Facet.FOLDER] == "Field"
    assert all(said.values())
    left = FILTERS
    for facet in facets.Facet:
        left = facets.cleared(facet, left)
    assert left.is_empty()


def test_choices_set_what_they_say_and_take_it_back() -> None:
    none = Filters()
    stereo = facets.channel_choices(none)[1].filters
    assert stereo.channels == {2}
    assert facets.channel_choices(stereo)[1].chosen
    assert facets.channel_choices(stereo)[1].filters == none
    assert facets.length_choices(none)[0].filters.max_length_s == 1.0
    assert facets.tag_choices(none, ["wet"])[0].filters.tags == {"wet"}
    assert facets.rating_choices(none)[4].filters.min_rating == 5


def test_keys_are_valid_and_unlike() -> None:
    seen: dict[str, str] = {}
    for command in COMMANDS:
        for key in command.keys:
            assert not QKeySequence(key).isEmpty(), key
            if not command.fixed:
                assert key not in seen, f"{key} is both {seen.get(key)} and {command.id}"
                seen[key] = command.id
    favourite = next(command for command in COMMANDS if command.id == "favourite")
    assert keys_of(favourite, {"favourite": "G"}) == ("G",)
    assert keys_of(favourite, {"favourite": ""}) == ()
    assert favourite.single_letter


def _contrast(one: QColor, other: QColor) -> float:
    """WCAG 2.1, relative luminance."""

    def light(colour: QColor) -> float:
        parts = (colour.redF(), colour.greenF(), colour.blueF())
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dim = sorted((light(one), light(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_text_can_be_read_on_every_surface(theme: Theme) -> None:
    grounds = [theme.bg0, theme.bg1, theme.bg2, theme.bg3, theme.pop, theme.sel, theme.hover]
    for ink in (theme.text1, theme.text2, theme.text3):
        assert min(_contrast(ink, ground) for ground in grounds) >= 4.5
    assert _contrast(theme.onaccent, theme.accent) >= 4.5
    assert _contrast(theme.accent, theme.tint) >= 4.5
    leading = blend(theme.sel, theme.accent, 0.15) if theme.dark else theme.bg1
    assert _contrast(theme.accent, leading) >= 4.5
    assert _contrast(theme.ctl, theme.bg1) >= 3.0


def test_every_icon_can_be_drawn_in_any_colour(qapp: QApplication) -> None:
    names = sorted(file.stem for file in (paths.resources() / "icons").glob("*.svg"))
    assert len(names) >= 45
    for name in names:
        image = icons.pixmap(name, QColor("#ff0000"), 32, 2.0).toImage()
        reds = [image.pixelColor(x, y) for x in range(0, 64, 2) for y in range(0, 64, 2)]
        inked = [colour for colour in reds if colour.alpha() > 200]
        assert inked, name
        assert all(colour.red() > 240 and colour.green() < 16 for colour in inked), name


@given(
    st.text(
        st.characters(codec="utf-8", exclude_characters="…\n\r", exclude_categories=["C", "Z"]), min_size=1, max_size=60
    ),
    st.data(),
)
def test_marks_stay_on_their_letters_when_a_name_is_elided(qapp: QApplication, text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    marked = elide_marked(text, [(start, end)], QFontMetricsF(font(13, 500)), data.draw(st.floats(20, 400)))
    for left, right in marked.spans:
        assert 0 <= left < right <= len(marked.text)
        assert marked.text[left:right] in text[start:end]
