"""Everything a key can do: its name, its keys, and where they hold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Group(StrEnum):
    """The headings of the overview of keys."""

    SEARCH = "Search"
    LISTEN = "Listen"
    SOUNDS = "Sounds"
    WINDOW = "Window"


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a key does. Single letters hold only while the list or the player has the focus."""

    id: str
    text: str
    keys: tuple[str, ...]
    group: Group
    fixed: bool = False
    """Part of how lists and fields work; cannot be changed."""

    @property
    def single_letter(self) -> bool:
        """True for keys that would be text in a field."""
        return any("+" not in key.replace("Shift+", "") and len(key.replace("Shift+", "")) <= 1 for key in self.keys)


COMMANDS = (
    Command("words", "Go to the words", ("Ctrl+F",), Group.SEARCH),
    Command("words_slash", "Go to the words", ("/",), Group.SEARCH),
    Command("similar", "Find sounds like this", ("S",), Group.SEARCH),
    Command("similar_selection", "Find sounds like the selection", ("Shift+S",), Group.SEARCH),
    Command("paste", "Use the copied file as clip", ("Ctrl+V",), Group.SEARCH),
    Command("back", "Last query", ("Alt+Left",), Group.SEARCH),
    Command("move", "Move and audition", ("Up", "Down"), Group.LISTEN, fixed=True),
    Command("first", "To the first result and play", ("Down", "Return"), Group.LISTEN, fixed=True),
    Command("play", "Play or pause", ("Space",), Group.LISTEN),
    Command("seek_back", "Back by a twentieth", ("Left",), Group.LISTEN),
    Command("seek_on", "On by a twentieth", ("Right",), Group.LISTEN),
    Command("mark_start", "Selection starts here", ("[",), Group.LISTEN),
    Command("mark_end", "Selection ends here", ("]",), Group.LISTEN),
    Command("loop", "Loop", ("L",), Group.LISTEN),
    Command("audition", "Play sounds as they are reached", ("A",), Group.LISTEN),
    Command("favourite", "Favourite", ("F",), Group.SOUNDS),
    Command("tag", "Tag…", ("T",), Group.SOUNDS),
    Command("collect", "Add to a collection…", ("C",), Group.SOUNDS),
    Command("not_match", "Not a match: leave it out", ("X",), Group.SOUNDS),
    Command("note", "Note…", ("N",), Group.SOUNDS),
    Command("more_like", "More like this: lean towards it", ("M",), Group.SOUNDS),
    Command("reveal", "Show in folder", ("R",), Group.SOUNDS),
    Command("copy", "Copy file", ("Ctrl+C",), Group.SOUNDS),
    Command("undo", "Undo", ("Ctrl+Z",), Group.SOUNDS),
    Command("redo", "Redo", ("Ctrl+Shift+Z",), Group.SOUNDS),
    Command("add_folder", "Add a folder…", ("Ctrl+O",), Group.WINDOW),
    Command("list", "List", ("Ctrl+1",), Group.WINDOW),
    Command("sidebar", "Show or hide the sidebar", ("Ctrl+B",), Group.WINDOW),
    Command("pane", "Next part of the window", ("F6",), Group.WINDOW),
    Command("settings", "Settings…", ("Ctrl+,",), Group.WINDOW),
    Command("keys", "All keys", ("?",), Group.WINDOW),
    Command("quit", "Quit", ("Ctrl+Q",), Group.WINDOW),
    Command("escape", "Stop, close, clear", ("Escape",), Group.WINDOW, fixed=True),
)


def keys_of(command: Command, chosen: dict[str, str]) -> tuple[str, ...]:
    """The keys that hold: the user's own, or those it comes with; an empty choice is no key."""
    if command.id in chosen and not command.fixed:
        return (chosen[command.id],) if chosen[command.id] else ()
    return command.keys
