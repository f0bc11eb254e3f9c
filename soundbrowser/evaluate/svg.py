"""Drawings as SVG (W3C, SVG 1.1): lines, boxes, dots and words, in the order they are added."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

FONT = "Helvetica, Arial, sans-serif"
TEXT_SIZE = 12
INK, GRID = "#222222", "#d8d8d8"


@dataclass(slots=True)
class Drawing:
    """A picture of some width and height in pixels; y grows downwards."""

    width: float
    height: float
    _parts: list[str] = field(default_factory=list)

    def line(self, x1: float, y1: float, x2: float, y2: float, *, colour: str = GRID, width: float = 1.0) -> None:
        """A straight line."""
        self._add("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=width)

    def box(self, x: float, y: float, width: float, height: float, *, colour: str, opacity: float = 1.0) -> None:
        """A filled rectangle."""
        self._add("rect", x=x, y=y, width=width, height=height, fill=colour, fill_opacity=opacity)

    def dot(self, x: float, y: float, *, colour: str, radius: float = 4.0) -> None:
        """A filled circle."""
        self._add("circle", cx=x, cy=y, r=radius, fill=colour)

    def text(
        self, x: float, y: float, words: str, *, anchor: str = "start", size: float = TEXT_SIZE, bold: bool = False
    ) -> None:
        """Words on the base line y; `anchor` is start, middle or end."""
        weight = "bold" if bold else "normal"
        self._add("text", words, x=x, y=y, text_anchor=anchor, font_size=size, font_weight=weight, fill=INK)

    def document(self) -> str:
        """The file's content."""
        size = f'width="{_number(self.width)}" height="{_number(self.height)}"'
        box = f'viewBox="0 0 {_number(self.width)} {_number(self.height)}"'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box} font-family="{FONT}">'
        ground = '<rect width="100%" height="100%" fill="#ffffff"/>'
        return "\n".join((head, ground, *self._parts, "</svg>")) + "\n"

    def _add(self, kind: str, words: str | None = None, /, **attributes: float | str) -> None:
        said = " ".join(f"{name.replace('_', '-')}={quoteattr(_number(value))}" for name, value in attributes.items())
        self._parts.append(f"<{kind} {said}/>" if words is None else f"<{kind} {said}>{escape(words)}</{kind}>")


def _number(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")
