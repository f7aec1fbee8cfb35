"""Rural centres are the facilities within a village's ground, by the days on which they were open."""

from datetime import date

import pytest

from chongyang.providers.models import Provider
from chongyang.territory.models import Area
from tests.factories import JINSHUI
from tests.indicators.drilling import by_unit, refuses_an_elder, rows_seen

pytestmark = pytest.mark.usefixtures("db")
RURAL = "providers.rural_centres"
Q1, Q2 = "2014Q1", "2014Q2"


def village(county):
    held = Area.objects.filter(level="community", kind="village", valid_to=None)
    return held.filter(code__startswith=county).order_by("first").first().first


def place(area, **told):
    values = {"kind": "community_care_facility", "owner_kind": "public", "address": "测试村1号", **told}
    return Provider.objects.create(name="测试幸福院", area=area, longitude=113.6, latitude=34.7, **values)


def test_a_facility_of_a_village_counts_while_it_is_open():
    there = place(village("410185"), opened_on=date(2014, 4, 1))
    gone = place(village("410122"), kind="day_care_centre", closed_on=date(2014, 4, 1))
    place(JINSHUI)
    place(village("410185"), kind="care_home")
    assert by_unit(RURAL, Q1) == {"zhongmu": 1}
    assert by_unit(RURAL, Q2) == {"dengfeng": 1}
    assert rows_seen(RURAL, Q1, "410122") == [str(gone.id)]
    assert rows_seen(RURAL, Q2, "410185") == [str(there.id)]
    assert rows_seen(RURAL, Q2, "410105") == []
    refuses_an_elder(RURAL, Q2)
