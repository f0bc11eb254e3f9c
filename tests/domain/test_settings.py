"""Settings survive a start, and a damaged file costs nothing but the settings."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from soundbrowser.settings import Settings


def test_what_was_saved_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "below" / "settings.json"
    Settings(volume_db=-12.5, last_text="雨 rain", recent=["door", "cat"]).save(file)
    assert Settings.load(file) == Settings(volume_db=-12.5, last_text="雨 rain", recent=["door", "cat"])


def test_a_missing_file_gives_the_defaults(tmp_path: Path) -> None:
    assert Settings.load(tmp_path / "none.json") == Settings()


@given(st.binary(max_size=200))
def test_any_bytes_give_settings(tmp_path_factory: object, data: bytes) -> None:
    file = Path(tmp_path_factory.mktemp("settings")) / "settings.json"  # type: ignore[attr-defined]
    file.write_bytes(data)
    assert isinstance(Settings.load(file), Settings)


def test_a_field_of_another_type_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    damaged = '"volume_db": "loud", "unknown": 1, "recent": ["rain", 1], "keys": {"play": null}'
    file.write_text(f'{{"theme": "light", {damaged}}}', "utf-8")
    assert Settings.load(file) == Settings(theme="light")
