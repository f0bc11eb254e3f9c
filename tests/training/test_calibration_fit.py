"""Chances that are fitted are the shares of right answers, and no kind of question drowns the others."""

from __future__ import annotations

import numpy as np
import pytest

from soundbrowser.training.calibration_fit import NOTHING, Answered, fit_line
from soundbrowser.training.text_sources import nonsense


def answers(count: int, slope: float, bias: float, kind: str, seed: int, certainty: float = 1.0) -> list[Answered]:
    """Questions whose answers are right with a known chance."""
    rng = np.random.default_rng(seed)
    made = []
    for _ in range(count):
        z = np.sort(rng.uniform(-1, 7, 10))[::-1].astype(np.float32)
        chance = 1 / (1 + np.exp(-(slope * z + bias)))
        made.append(Answered(z, rng.random(10) < chance, 3.0, certainty, kind))
    return made


def test_a_known_line_is_found_again() -> None:
    fit = fit_line(answers(800, slope=1.3, bias=-4.0, kind="a", seed=0))
    slope, intercept = fit.slope, fit.bias + fit.certainty_bias + 3.0 * fit.tail_bias
    for z in (1.0, 3.0, 5.0):
        fitted, known = 1 / (1 + np.exp(-(slope * z + intercept))), 1 / (1 + np.exp(-(1.3 * z - 4.0)))
        assert fitted == pytest.approx(known, abs=0.04)


def test_many_questions_of_one_kind_weigh_as_few_of_another() -> None:
    few, many = answers(100, 1.0, -1.0, "few", 1), answers(1500, 1.0, -6.0, "many", 2)
    mixed = fit_line([*few, *many])
    fewer = fit_line([*few, *many[:100]])
    assert mixed.bias + mixed.certainty_bias == pytest.approx(fewer.bias + fewer.certainty_bias, abs=0.5)


def test_questions_about_nothing_lower_the_chances_of_uncertain_words() -> None:
    sure = answers(300, 1.0, -3.0, "a", 3)
    empty = [Answered(one.z, np.zeros(10, np.bool_), 3.0, 0.2, NOTHING) for one in answers(100, 1.0, -3.0, "a", 4)]
    fit = fit_line([*sure, *empty])
    best = np.float32(6.0)
    logits = [fit.slope * best + fit.bias + fit.certainty_bias * c + 3.0 * fit.tail_bias for c in (0.2, 1.0)]
    assert logits[0] < np.log(0.4 / 0.6) < logits[1]


def test_the_nonsense_is_about_many_things() -> None:
    assert len(set(nonsense())) == len(nonsense()) >= 40
