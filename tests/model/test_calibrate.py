"""From scores to chances: the line of one question, and how far chances lie from the truth."""

from __future__ import annotations

import numpy as np
import pytest

from soundbrowser.domain.errors import ModelDamaged
from soundbrowser.model.calibrate import Calibration, Fit, Kind, expected_error
from soundbrowser.model.queries import Background, Spread, spread_of
from soundbrowser.model.store import ModelFolder, json_bytes, write_model


def test_a_line_is_drawn_over_raw_scores() -> None:
    fit = Fit(slope=2.0, bias=-3.0, certainty_bias=1.0, tail_bias=0.5)
    slope, intercept = fit.line(Spread(centre=10.0, deviation=4.0, tail=6.0), certainty=0.5)
    score = 18.0
    z = (score - 10.0) / 4.0
    assert slope * score + intercept == pytest.approx(2.0 * z - 3.0 + 0.5 + 3.0)


def test_right_answers_in_the_background_do_not_widen_its_spread() -> None:
    rng = np.random.default_rng(0)
    plain = rng.standard_normal(2000).astype(np.float32)
    with_answers = np.concatenate([plain, np.full(60, 12, np.float32)])
    assert spread_of(plain).deviation == pytest.approx(1, abs=0.1)
    assert spread_of(with_answers).deviation == pytest.approx(spread_of(plain).deviation, rel=0.1)
    assert spread_of(with_answers).tail > 2 * spread_of(plain).tail


def test_equal_scores_have_no_spread_and_do_no_harm() -> None:
    spread = spread_of(np.zeros(50, np.float32))
    assert spread.deviation > 0 and np.isfinite(spread.tail)


def test_a_standardised_question_deviates_by_one() -> None:
    rng = np.random.default_rng(1)
    background = Background(rng.standard_normal((500, 6)).astype(np.float32))
    vector = background.standardise(7 * rng.standard_normal(6).astype(np.float32))
    assert background.measure(vector).deviation == pytest.approx(1, rel=1e-4)


def test_expected_error_of_honest_and_boastful_chances() -> None:
    weights = np.ones(1000, np.float32)
    right = np.arange(1000) % 10 < 7
    assert expected_error(np.full(1000, 0.7, np.float32), right, weights) == pytest.approx(0, abs=1e-5)
    assert expected_error(np.full(1000, 0.95, np.float32), right, weights) == pytest.approx(0.25, abs=1e-5)
    assert expected_error(np.full(1000, 0.95, np.float32), right, right.astype(np.float32)) == pytest.approx(0.05)


def test_every_kind_of_question_needs_its_fit(tiny_model: ModelFolder) -> None:
    assert set(Calibration.load(tiny_model).fits) == set(Kind)
    files = {name: tiny_model.file(name).read_bytes() for name in tiny_model.files}
    files["calibration.json"] = json_bytes({"text": {"slope": 1.0, "bias": 0.0}})
    poorer = write_model(tiny_model.path.parent / "poorer", tiny_model.config, files)
    with pytest.raises(ModelDamaged, match="lacks a calibration"):
        Calibration.load(poorer)
