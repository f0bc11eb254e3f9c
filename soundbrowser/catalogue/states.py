"""States and presences as the tables spell them."""

from __future__ import annotations

from soundbrowser.catalogue.failures import BrokenRow
from soundbrowser.domain.sound import Presence, SoundState

_STATES = {state.value: state for state in SoundState}
_PRESENCES = {presence.value: presence for presence in Presence}


def state_of(text: str) -> SoundState:
    """The state that a row names."""
    try:
        return _STATES[text]
    except KeyError:
        raise BrokenRow(f"there is no state {text!r}") from None


def presence_of(text: str) -> Presence:
    """The presence that a row names."""
    try:
        return _PRESENCES[text]
    except KeyError:
        raise BrokenRow(f"there is no presence {text!r}") from None
