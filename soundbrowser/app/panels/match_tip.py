"""The tooltip of a match: the chance in words, and how much each reason speaks for it."""

from __future__ import annotations

from html import escape

from soundbrowser.app.theme import Theme
from soundbrowser.app.wording import percent
from soundbrowser.domain.query import Hit, Reason

_WIDTH = 72


def match_tip(hit: Hit, theme: Theme) -> str:
    """Rich text for `QToolTip`; the bars are table cells, as that is all a tooltip can draw."""
    evidence = hit.evidence
    shares = [
        (Reason.NAME, evidence.name),
        (Reason.MEANING, evidence.meaning),
        (Reason.SOUND, evidence.sound),
    ]
    shares.sort(key=lambda pair: -pair[1])
    leading = evidence.leading()
    rows = "".join(_bar(reason, share, theme, leads=reason is leading) for reason, share in shares)
    head = f"<b>{percent(hit.score)}% likely what you meant</b>"
    return f"<div style='white-space:nowrap'>{head}</div><table cellspacing='0' cellpadding='1'>{rows}</table>"


def _bar(reason: Reason, share: float, theme: Theme, *, leads: bool) -> str:
    filled = round(_WIDTH * share)
    colour = (theme.accent if leads else theme.text2).name()
    cells = (
        f"<td width='{max(filled, 1)}' bgcolor='{colour}' style='font-size:3px'>&nbsp;</td>"
        f"<td width='{max(_WIDTH - filled, 1)}' bgcolor='{theme.bg3.name()}' style='font-size:3px'>&nbsp;</td>"
    )
    bar = f"<table cellspacing='0' cellpadding='0'><tr>{cells}</tr></table>"
    return (
        f"<tr><td style='color:{theme.text2.name()}'>{escape(reason.value)}&nbsp;&nbsp;</td>"
        f"<td valign='middle'>{bar}</td><td align='right'>&nbsp;{percent(share)}%</td></tr>"
    )
