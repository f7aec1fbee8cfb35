"""A county that is split or merged in mid-year: past values stay, new ones follow the new tree."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.scopes import interval_of
from chongyang.indicators import queries
from chongyang.indicators.enums import Level
from chongyang.indicators.models import Value
from chongyang.indicators.operations import compute_period
from chongyang.indicators.rules.definitions import Term
from chongyang.indicators.rules.periods import Period
from chongyang.indicators.rules.places import below, formers_of, load_places, unit_of
from chongyang.territory.enums import Role
from chongyang.territory.rules import reference
from tests.factories import JINSHUI, make_account, make_elder, scope_of
from tests.indicators.trees import merged, split, tree_of

pytestmark = pytest.mark.usefixtures("db")
DAY = date(2018, 7, 1)
BEFORE, AFTER = Period.read("2018Q2"), Period.read("2018Q4")
OTHER_STREET = 410105002001
SHARE = "registration.known_share"
WEST = {"key": "jinxi", "code": "410185", "name": "金西区", "streets": [{"code": "410105001"}]}


@pytest.fixture
def divided(monkeypatch):
    """From the day on, one street of Jinshui is a unit of its own."""
    with tree_of(monkeypatch, split(DAY, "jinshui", WEST)):
        yield


def people() -> None:
    for area in (JINSHUI, JINSHUI, OTHER_STREET):
        make_elder(area=area, registered_at=datetime(2017, 5, 1, tzinfo=UTC))


def told(period: Period) -> dict[str, Decimal]:
    rows = Value.objects.filter(indicator=SHARE, period=str(period), level="unit", denominator__gt=0)
    return {row.place: row.numerator for row in rows.filter(replaced_at=None)}


def test_past_values_stay_and_new_ones_follow_the_new_tree(divided):
    people()
    compute_period(period=BEFORE, now=now())
    compute_period(period=AFTER, now=now())
    assert told(BEFORE) == {"jinshui": 3}
    assert told(AFTER) == {"jinshui": 1, "jinxi": 2}
    assert compute_period(period=BEFORE, now=now()).written == 0
    assert told(BEFORE) == {"jinshui": 3}


def test_the_course_of_a_new_place_begins_with_it_and_names_what_held_its_ground(divided):
    people()
    for period in (BEFORE, AFTER):
        compute_period(period=period, now=now())
    reader = scope_of(make_account(Role.CITY_REVIEWER, None, "4101"))
    assert [row.period for row in queries.list_trend(reader, SHARE, "jinxi")] == ["2018Q4"]
    assert [row.period for row in queries.list_trend(reader, SHARE, "jinshui")] == ["2018Q2", "2018Q4"]
    new = load_places(DAY)
    assert [place.key for place in formers_of(new["jinxi"], DAY)] == ["jinshui"]
    assert [place.key for place in formers_of(new["jinshui"], DAY)] == ["jinshui"]
    assert formers_of(new["zhongyuan"], DAY) == ()


def test_rows_are_those_of_the_place_as_it_was(divided):
    people()
    reader = scope_of(make_account(Role.CITY_REVIEWER, None, "4101"))
    term = Term(measure="registry.living")
    with enter(reader):
        found = {
            period: queries.list_rows(reader, term, load_places(period.days.last)["jinshui"], period)
            for period in (BEFORE, AFTER)
        }
    assert [len(found[period].rows) for period in (BEFORE, AFTER)] == [3, 1]


def test_streets_lie_below_the_unit_of_the_day(divided):
    street = interval_of("410105001")[0]
    assert (unit_of(street, BEFORE.days.last), unit_of(street, AFTER.days.last)) == ("jinshui", "jinxi")
    assert [place.key for place in below("jinxi", Level.STREET, AFTER.days.last)] == [str(street)]
    assert below("jinxi", Level.STREET, BEFORE.days.last) == ()
    assert "jinxi" not in load_places(BEFORE.days.last)


def test_two_units_become_one(monkeypatch):
    people()
    make_elder(area=410104001001, registered_at=datetime(2017, 5, 1, tzinfo=UTC))
    with tree_of(monkeypatch, merged(DAY, ("guancheng", "erqi"))):
        make_elder(area=410103001001, registered_at=datetime(2017, 5, 1, tzinfo=UTC))
        for period in (BEFORE, AFTER):
            compute_period(period=period, now=now())
        held = load_places(DAY)["guancheng"]
        assert {place.key for place in formers_of(held, DAY)} == {"erqi", "guancheng"}
    assert told(BEFORE) == {"jinshui": 3, "guancheng": 1, "erqi": 1}
    assert told(AFTER) == {"jinshui": 3, "guancheng": 2}


def test_a_tree_whose_units_overlap_is_refused():
    rows = split(DAY, "jinshui", WEST | {"streets": [{"code": "410105014"}]})
    with pytest.raises(reference.UnableToReadReference, match="same ground"):
        reference.read_reporting_units(rows, DAY)
    assert reference.read_reporting_units(rows, date(2018, 6, 30))


def test_an_area_has_days_half_open():
    street = next(area for area in reference.load_areas() if area.code == "410105001")
    assert street.is_valid_on(DAY)
    ended = reference.Area(street.code, street.name, street.level, street.kind, None, DAY)
    assert ended.is_valid_on(date(2018, 6, 30))
    assert not ended.is_valid_on(DAY)
