"""What the user said of single answers: a sound is, or is not, what some words ask for."""

from __future__ import annotations

import time
from collections.abc import Iterable

from sqlalchemy import Connection, Select, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from soundbrowser.catalogue.filters import THERE
from soundbrowser.catalogue.id_lists import listed
from soundbrowser.catalogue.tables import CorrectionRow, SoundRow
from soundbrowser.catalogue.terms import terms
from soundbrowser.catalogue.texts import nfc
from soundbrowser.domain.tuning import Correction


def question_key(text: str) -> str:
    """The search terms of a question's words: letter case, accents and signs tell no questions apart."""
    return " ".join(terms(text))


def every(connection: Connection) -> list[Correction]:
    """All corrections of sounds that are not missing, the newest first."""
    newest = (CorrectionRow.made_at.desc(), CorrectionRow.question, CorrectionRow.sound_id)
    asked = _columns().join(SoundRow, SoundRow.id == CorrectionRow.sound_id).where(THERE).order_by(*newest)
    return _read(connection, asked)


def of_question(connection: Connection, text: str) -> list[Correction]:
    """The corrections of one question, by sound."""
    asked = _columns().where(CorrectionRow.question == question_key(text)).order_by(CorrectionRow.sound_id)
    return _read(connection, asked)


def _columns() -> Select[str, int, int, float]:
    return select(CorrectionRow.text, CorrectionRow.sound_id, CorrectionRow.fits, CorrectionRow.made_at)


def _read(connection: Connection, asked: Select[str, int, int, float]) -> list[Correction]:
    rows = connection.execute(asked)
    return [Correction(row.text, row.sound_id, bool(row.fits), row.made_at) for row in rows]


class CorrectingWriter:
    """The part of the writer that corrections go through."""

    _connection: Connection

    def correct(self, text: str, ids: Iterable[int], *, fits: bool) -> None:
        """Notes that sounds are, or are not, what the words ask for, in place of what was said before.

        The first spelling of a question stays.
        """
        known = self._connection.execute(select(SoundRow.id).where(SoundRow.id.in_(listed(ids)))).scalars()
        key = question_key(text)
        spelling = self._connection.execute(
            select(CorrectionRow.text).where(CorrectionRow.question == key).limit(1)
        ).scalar()
        said = {"question": key, "text": spelling or nfc(text), "fits": int(fits), "made_at": time.time()}
        rows = [said | {"sound_id": sound_id} for sound_id in known]
        if rows:
            row = upsert(CorrectionRow)
            new = {name: row.excluded[name] for name in ("fits", "made_at")}
            self._connection.execute(row.on_conflict_do_update(index_elements=["question", "sound_id"], set_=new), rows)

    def forget_corrections(self, text: str, ids: Iterable[int]) -> None:
        """Forgets what was said of these sounds as answers to these words."""
        its = delete(CorrectionRow).where(CorrectionRow.question == question_key(text))
        self._connection.execute(its.where(CorrectionRow.sound_id.in_(listed(ids))))
