"""Names are found however they are spelled, and no text breaks the search."""

from __future__ import annotations

import pytest
from catalogue_samples import list_names

from soundbrowser.catalogue.catalogue import Catalogue
from soundbrowser.domain.matches import NameMatchKind

SPELLINGS = ("kick_808.wav", "Kick808.wav", "kick 808.wav", "kick808.wav", "KICK-808.wav")


@pytest.mark.parametrize("asked", ["kick_808", "Kick808", "kick 808", "kick808", "KICK 808", "kick-808"])
def test_every_spelling_finds_every_spelling(catalogue: Catalogue, asked: str) -> None:
    ids = list_names(catalogue, *SPELLINGS, "snare_808.wav")
    matches = catalogue.name_matches(asked.split())
    assert [match.sound_id for match in matches] == ids[:-1]
    assert {match.kind for match in matches} == {NameMatchKind.EXACT}


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("雷の音.wav", "雷"),
        ("雷の音.wav", "の音"),
        ("雷の音.wav", "雷の音"),
        ("ドアを閉める.wav", "ドア"),
        ("천둥소리.wav", "천둥"),
        ("천둥소리.wav", "소"),
        ("下雨声音效.wav", "雨声"),
        ("下雨声音效.wav", "雨"),
        ("雷Thunder02.wav", "thunder"),
        ("ﾄﾞｱ.wav", "ドア"),
        ("Ça_Été.wav", "ete"),
        ("Straße.wav", "strasse"),
        ("дверь.wav", "дверь"),
        ("رعد.wav", "رعد"),
        ("🔥Fire.wav", "🔥"),
        ("ThunderStorm.wav", "thunderstorm"),
        ("Thunderstorm.wav", "thunder"),
        ("DoorHTMLClose.wav", "html"),
    ],
)
def test_scripts_and_compounds(catalogue: Catalogue, name: str, asked: str) -> None:
    (wanted, _) = list_names(catalogue, name, "other.wav")
    assert [match.sound_id for match in catalogue.name_matches([asked])] == [wanted]
