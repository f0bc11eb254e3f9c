"""Any number of ids or texts as one parameter, so that one compiled statement serves all."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import numpy as np
from sqlalchemy import Select, func, select

from soundbrowser.domain.vectors import Ids


def id_json(ids: Iterable[int]) -> str:
    """Ids as a JSON list."""
    return json.dumps([int(sound_id) for sound_id in ids])


def listed(ids: Iterable[int]) -> Select[tuple[Any]]:
    """The ids as a subquery for `in_`."""
    return _values(id_json(ids))


def listed_texts(texts: Iterable[str]) -> Select[tuple[Any]]:
    """The texts as a subquery for `in_`."""
    return _values(json.dumps(list(texts)))


def id_array(concatenated: str | None) -> Ids:
    """The ids that `group_concat` wrote as one text: for many ids far quicker than as many rows."""
    return np.fromstring(concatenated, dtype=np.int64, sep=",") if concatenated else np.empty(0, dtype=np.int64)


def _values(parameter: str) -> Select[tuple[Any]]:
    return select(func.json_each(parameter).table_valued("value").c.value)
