"""GCJ-02, by published pairs: googollee/eviltransform, its tests (Shanghai, Shenzhen, Beijing)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chongyang.core.coordinates import gcj02_of, wgs84_of

EVILTRANSFORM = [  # WGS 84 longitude, latitude, then GCJ-02
    (121.5272106, 31.1774276, 121.531541859215, 31.17530398364597),
    (113.912316, 22.543847, 113.9171764808363, 22.540796131694766),
    (116.377817, 39.911954, 116.38404722455657, 39.91334545536069),
]


@pytest.mark.parametrize("pair", EVILTRANSFORM)
def test_the_published_pairs(pair):
    west, south, shown_west, shown_south = pair
    assert gcj02_of(west, south) == pytest.approx((shown_west, shown_south), abs=1e-5)
    assert wgs84_of(shown_west, shown_south) == pytest.approx((west, south), abs=1e-5)


@given(st.floats(73.5, 135), st.floats(18, 53.5))
def test_the_way_there_and_back_ends_where_it_began(longitude, latitude):
    assert wgs84_of(*gcj02_of(longitude, latitude)) == pytest.approx((longitude, latitude), abs=1e-7)
