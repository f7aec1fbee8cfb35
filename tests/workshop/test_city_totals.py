"""The published totals are kept exactly, whatever the size and the seed of the demo city."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chongyang.territory.rules import reference
from chongyang.workshop.city import totals


@given(st.lists(st.floats(0.01, 1e6), min_size=1, max_size=40), st.integers(0, 2_000_000))
def test_largest_remainder_keeps_the_total(weights, total):
    shares = totals.largest_remainder(np.array(weights), total)
    exact = np.array(weights) * total / sum(weights)
    assert shares.sum() == total
    assert (np.abs(shares - exact) < 1.0001).all()


def test_nothing_to_share_among_is_refused():
    with pytest.raises(ValueError, match="nothing to share"):
        totals.largest_remainder(np.zeros(3), 5)


@pytest.mark.parametrize("elders", [1, 2_000, 20_000, 1_300_000])
def test_units_sum_to_the_published_totals(elders):
    units = totals.unit_totals(elders)
    assert len(units) == 16
    assert sum(unit.residents for unit in units) == 12_828_000
    assert sum(unit.aged for unit in units) == 1_698_000
    assert sum(unit.registered for unit in units) == elders


def test_published_shares_of_single_counties_are_kept():
    units = {unit.code: unit for unit in totals.unit_totals(1000)}
    assert round(units["410185"].aged / units["410185"].residents, 4) == 0.1544
    assert round(units["410183"].aged / units["410183"].residents, 4) == 0.1727


@pytest.mark.parametrize("seed", [0, 1, 99])
def test_communities_sum_to_their_unit(seed):
    allotment = totals.allot(20_000, seed)
    for index, unit in enumerate(totals.unit_totals(20_000)):
        assert allotment.elders[allotment.units == index].sum() == unit.registered
    codes = [int(area.code) for area in reference.load_areas() if area.level == "community"]
    assert sorted(codes) == allotment.codes.tolist()
    assert (allotment.elders >= 0).all()


def test_an_unknown_figure_is_said():
    with pytest.raises(LookupError, match="no published figure"):
        totals.published("100岁及以上")
