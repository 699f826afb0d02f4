"""Decays by hand, and beside PySAL's `access`."""

from __future__ import annotations

import math

import numpy as np
import pytest
from access import weights as pysal

from spatial.errors import InputError
from spatial.reach.decay import LUO_QI_2009, Cut, Exponential, Gaussian, Power, Zones, within

COSTS = np.array([0.0, 0.4, 1.0, 9.99, 10.0, 10.01, 20.0, 29.0, 30.0, 30.5, 240.0])


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (Power(1.7, 0.5), pysal.gravity(scale=1, alpha=-1.7, min_dist=0.5)),
        (Gaussian(12.5), pysal.gaussian(12.5)),
        (LUO_QI_2009, pysal.step_fn({10: 1, 20: 0.68, 30: 0.22})),
        (within(10), pysal.step_fn({10: 1})),
    ],
)
def test_as_pysal(ours, theirs):
    expected = [theirs(cost) for cost in COSTS]
    assert ours.weight(COSTS) == pytest.approx(expected, rel=1e-12, abs=0)


def test_exponential_by_hand():
    # A half after 15, a quarter after 30, an eighth after 45 minutes.
    decay = Exponential(math.log(2) / 15)
    assert decay.weight(np.array([0, 15, 30, 45.0])) == pytest.approx([1, 0.5, 0.25, 0.125])


def test_gaussian_by_hand():
    # exp(-1/2), exp(-2): Ingram's and Kwan's exp(-c²/v) with v = 2 · 30² = 1800.
    assert Gaussian(30).weight(np.array([30.0, 60.0])) == pytest.approx([0.60653066, 0.13533528])
    assert Gaussian(30).weight(np.array([10.0]))[0] == pytest.approx(math.exp(-100 / 1800))


def test_the_minimum_keeps_the_power_finite_at_the_market():
    assert Power(2, 0.5).weight(np.array([0.0, 0.5, 1.0])) == pytest.approx([4, 4, 1])


def test_limits_are_inclusive():
    assert within(10).weight(np.array([10.0, np.nextafter(10, 11)])).tolist() == [1, 0]
    cut = Cut(Gaussian(5), 10)
    assert cut.weight(np.array([10.0, 10.5])) == pytest.approx([math.exp(-2), 0])


def test_a_zone_of_weight_zero_is_a_hole():
    assert Zones((1, 2, 3), (0.5, 0, 0.25)).weight(np.array([1, 2, 3.0])).tolist() == [
        0.5,
        0,
        0.25,
    ]


@pytest.mark.parametrize(
    "decay",
    [Power(1, 1), Exponential(0.1), Exponential(0), Gaussian(3), within(5), Cut(Gaussian(3), 5)],
)
def test_no_trip_has_no_weight(decay):
    assert decay.weight(np.array([[np.nan, 0.0]])).tolist() == [[0, 1]]


@pytest.mark.parametrize(
    ("make", "count"),
    [
        (lambda: Power(-1, 0), 2),
        (lambda: Power(2, 1e-160), 1),
        (lambda: Exponential(-0.1), 1),
        (lambda: Gaussian(0), 1),
        (lambda: Zones((), ()), 1),
        (lambda: Zones((10, 5), (1, -1)), 2),
        (lambda: Zones((10, 10), (1, 1)), 1),
        (lambda: Zones((10, 20), (1,)), 1),
        (lambda: within(-1), 1),
        (lambda: Cut(Gaussian(1), np.nan), 1),
    ],
)
def test_parameters_out_of_range(make, count):
    with pytest.raises(InputError) as raised:
        make()
    assert len(raised.value.problems) == count


def test_provenance():
    assert Power(2, 1).to_dict() == {"decay": "Power", "beta": 2, "minimum": 1}
    assert Cut(Gaussian(5), 10).to_dict() == {"decay": "Gaussian", "sigma": 5, "limit": 10}
    assert LUO_QI_2009.to_dict() == {
        "decay": "Zones",
        "limits": (10, 20, 30),
        "weights": (1, 0.68, 0.22),
    }


def test_decays_are_values():
    assert Power(2, 1) == Power(2, 1)
    assert hash(Cut(within(5), 3)) == hash(Cut(within(5), 3))
