"""From rows to values of the city, its units and streets; the same twice, edited never."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.measuring import Measure, list_measures
from chongyang.core.models import Event
from chongyang.core.queries.measuring import count_by_street, list_counted
from chongyang.core.scopes import interval_of, system_scope
from chongyang.indicators import queries
from chongyang.indicators.enums import Level
from chongyang.indicators.models import Value
from chongyang.indicators.operations import compute_period
from chongyang.indicators.operations.reported import Reported, count_denominator, keep_reported
from chongyang.indicators.rules.computing import compute
from chongyang.indicators.rules.definitions import Term, load_indicators
from chongyang.indicators.rules.periods import Period
from chongyang.indicators.rules.places import CITY, load_places, rolled_up
from chongyang.projects.models import MonthReport, Project
from chongyang.providers.models import Provider
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from chongyang.workforce.models import Carer
from tests.factories import JINSHUI, ZHONGYUAN, make_account, make_elder, scope_of
from tests.workforce.made import make_carer, organisation

pytestmark = pytest.mark.usefixtures("db")
QUARTER = Period.read("2026Q3")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
REGISTERED = "registration.known_share"


def of(key: str) -> Any:
    return next(row for row in load_indicators() if row.key == key)


def value(key: str, place: str = CITY, period: Period = QUARTER) -> Decimal | None:
    return Value.objects.get(indicator=key, place=place, period=str(period), replaced_at=None).value


def home(area: int, beds: int, **more: Any) -> Provider:
    told: dict[str, Any] = {"kind": "care_home", "owner_kind": "non_profit", "address": "测试路1号"}
    return Provider.objects.create(
        name="测试养老院", area=area, beds=beds, longitude=113.6, latitude=34.7, **told | more
    )


def test_the_city_adds_up_from_its_units_and_streets():
    for area in (JINSHUI, ZHONGYUAN):
        make_elder(area=area, registered_at=LONG_AGO)
        make_elder(area=area)
    make_elder(area=JINSHUI, registered_at=LONG_AGO)
    compute_period(period=QUARTER, now=now())
    assert value(REGISTERED) == Decimal("60.0")
    assert value(REGISTERED, "zhongyuan") == Decimal("50.0")
    street = str(JINSHUI // 1000 * 1000)
    row = Value.objects.get(indicator=REGISTERED, place=street, period=str(QUARTER))
    assert (row.numerator, row.denominator) == (Decimal(2), Decimal(3))


def test_a_second_run_writes_nothing_and_a_change_replaces_its_values_alone():
    make_elder(registered_at=LONG_AGO)
    first = compute_period(period=QUARTER, now=now())
    assert first.written == first.values
    assert compute_period(period=QUARTER, now=now()).written == 0
    make_elder(registered_at=LONG_AGO)
    third = compute_period(period=QUARTER, now=now())
    assert 0 < third.written < 30
    assert Value.objects.filter(indicator=REGISTERED, place=CITY).count() == 2


def test_a_number_with_many_digits_is_kept_once():
    """6,066.67 ten thousand yuan are 0.606667 hundred million: more digits than the database keeps."""
    told = {"month": date(2019, 4, 1), "done_fen": 6_066_666_700, "share": 1, "reported_at": LONG_AGO}
    project = Project.objects.get(number="2018-34-07")
    MonthReport.objects.create(project=project, area=project.area, **told)
    period = Period.read("2019Q2")
    assert compute_period(period=period, now=now()).written
    assert value("projects.investment_done", "jinshui", period) == Decimal("0.61")
    assert compute_period(period=period, now=now()).written == 0


def test_a_locked_value_stays_and_is_counted():
    make_elder(registered_at=LONG_AGO)
    compute_period(period=QUARTER, now=now())
    Value.objects.filter(indicator=REGISTERED).update(locked_at=now())
    make_elder()
    outcome = compute_period(period=QUARTER, now=now())
    assert outcome.locked == 3
    assert value(REGISTERED) == Decimal("100.0")


def test_a_past_quarter_is_counted_as_of_its_end():
    make_elder(registered_at=LONG_AGO, life_status="dead", status_on=date(2026, 8, 1))
    make_elder(registered_at=datetime(2026, 7, 2, tzinfo=UTC))
    before = Period.read("2026Q2")
    compute_period(period=before, now=now())
    compute_period(period=QUARTER, now=now())
    assert value(REGISTERED, period=before) == Decimal("50.0")
    assert value(REGISTERED) == Decimal("100.0")


def test_new_beds_are_those_of_the_year_and_their_social_share():
    year = Period.read("2026")
    home(JINSHUI, 100, opened_on=date(2026, 5, 1))
    home(JINSHUI, 300, opened_on=date(2026, 5, 1), owner_kind="public")
    home(ZHONGYUAN, 50, opened_on=date(2025, 12, 31))
    compute_period(period=year, now=now())
    assert value("beds.new", period=year) == 400
    assert value("beds.social_share", period=year) == Decimal("25.0")
    assert value("beds.social_share", "zhongyuan", year) is None


def test_one_in_each_county_is_told_as_the_share_of_counties_that_have_it():
    home(JINSHUI, 250, owner_kind="public")
    home(ZHONGYUAN, 199, owner_kind="public")
    compute_period(period=QUARTER, now=now())
    row = Value.objects.get(indicator="public_homes.per_county", place=CITY)
    assert (row.numerator, row.denominator, row.value) == (Decimal(1), Decimal(16), Decimal("6.3"))
    assert value("public_homes.per_county", "jinshui") == 1
    assert value("public_homes.per_county", "zhongyuan") == 0


def test_what_nobody_published_for_a_street_is_not_known():
    make_elder(registered_at=LONG_AGO)
    compute_period(period=QUARTER, now=now())
    row = Value.objects.get(indicator="registration.share", place=str(JINSHUI // 1000 * 1000))
    assert row.numerator == 1
    assert row.denominator is None
    assert row.value is None


def test_an_indicator_of_some_units_counts_them_alone():
    found = list(compute(of("coverage.core"), {term: _all_ones() for term in of("coverage.core").terms}))
    assert {one.place.key for one in found if one.place.level is Level.CITY} == {CITY}
    assert rolled_up({ZHONGYUAN: Decimal(2), JINSHUI: Decimal(3)}, ("jinshui",))[CITY] == 3


def _all_ones() -> dict[str, Decimal]:
    return dict.fromkeys(load_places(), Decimal(1))


def test_a_number_and_its_rows_agree_for_every_measure():
    make_elder(registered_at=LONG_AGO)
    home(JINSHUI, 250, owner_kind="public", opened_on=date(2026, 8, 1))
    with enter(system_scope("test")):
        for measure in list_measures():
            if isinstance(measure, Measure) and measure.number == "count(*)":
                counted = sum(count_by_street(measure, QUARTER.days).values())
                rows = list(list_counted(measure, QUARTER.days, interval_of("4101"), most=10_000))
                assert counted == len(rows) == len({row.row for row in rows}), measure.key


def test_rows_are_drilled_page_by_page_within_the_readers_areas():
    mine = [make_elder(area=JINSHUI) for _ in range(52)]
    make_elder(area=ZHONGYUAN)
    clerk = scope_of(make_account(Role.COUNTY_REVIEWER, None, "410105"))
    term, city = Term(measure="registry.living"), load_places()[CITY]
    with enter(clerk):
        first = queries.list_rows(clerk, term, city, QUARTER)
        assert first
        assert first.after
        assert len(first.rows) == 50
        second = queries.list_rows(clerk, term, city, QUARTER, after=first.after)
    assert second
    assert second.after is None
    found = [row.row for row in (*first.rows, *second.rows)]
    assert sorted(found) == sorted(str(elder.id) for elder in mine)


def test_reported_numbers_have_no_rows_and_outsiders_read_none():
    clerk = scope_of(make_account(Role.COUNTY_REVIEWER, None, "410105"))
    assert queries.list_rows(clerk, Term(reported="老年大学"), load_places()[CITY], QUARTER) is None
    with pytest.raises(NotAllowed):
        queries.list_values(scope_of(make_account(Role.ELDER)), QUARTER, Level.UNIT)


def test_the_command_tells_what_it_wrote_and_refuses_what_is_no_period():
    out = StringIO()
    call_command("compute_indicators", period="2026Q3", stdout=out)
    assert out.getvalue().startswith("period 2026Q3, indicators ")
    assert Event.objects.filter(kind="indicators.period.computed").count() == 1
    with pytest.raises(CommandError, match="2018Q4"):
        call_command("compute_indicators", period="2026-3")


def test_values_are_listed_by_level_and_in_their_course():
    make_elder(registered_at=LONG_AGO)
    for name in ("2026Q2", "2026Q3"):
        compute_period(period=Period.read(name), now=now())
    reader = scope_of(make_account(Role.COUNTY_REVIEWER, None, "410105"))
    assert {row.level for row in queries.list_values(reader, QUARTER, Level.UNIT)} == {"unit"}
    course = queries.list_trend(reader, REGISTERED, CITY)
    assert [row.period for row in course] == ["2026Q2", "2026Q3"]


def test_what_is_of_some_units_alone_has_no_value_elsewhere_and_none_is_left_there():
    key = "xingyang.backbone"
    compute_period(period=QUARTER, now=now())
    places = Value.objects.filter(indicator=key, replaced_at=None).values_list("place", flat=True)
    assert set(places) == {CITY, "xingyang"}
    row = Value.objects.get(indicator=key, place="xingyang", replaced_at=None)
    stale = {name: getattr(row, name) for name in ("indicator", "version", "level", "period", "source")}
    days = {"first_on": row.first_on, "until_on": row.until_on, "found_at": now()}
    kept = Value.objects.create(**stale, **days, place="jinshui", numerator=0, value=0)
    compute_period(period=QUARTER, now=now())
    kept.refresh_from_db()
    assert kept.replaced_at is not None
    assert compute_period(period=QUARTER, now=now()).written == 0


def test_what_is_known_by_its_rows_is_not_known_without_one_and_not_any_more_without_the_last():
    key = "carers.register"
    compute_period(period=QUARTER, now=now())
    assert not Value.objects.filter(indicator=key).exists()
    carer = make_carer(organisation().id)
    compute_period(period=QUARTER, now=now())
    assert value(key) == 1
    assert value(key, "zhongyuan") == 0
    Carer.objects.filter(id=carer.id).update(ends_on=date(2019, 1, 1))
    compute_period(period=QUARTER, now=now())
    assert not Value.objects.filter(indicator=key, replaced_at=None).exists()


def test_nobody_trained_is_known_once_there_are_carers():
    make_carer(organisation().id, skills=())
    compute_period(period=QUARTER, now=now())
    assert value("carers.trained_before_work") == Decimal("0.0")


def test_a_reported_share_beside_a_computed_one_keeps_its_own_whole():
    key = "carers.trained_before_work"
    make_carer(organisation().id)
    compute_period(period=QUARTER, now=now())
    told = Reported(key, "jinshui", Decimal(80), Decimal(100))
    keep_reported(reported=[told], period=QUARTER, by=system_scope("test").actor, now=now())
    rows = Value.objects.filter(indicator=key, place="jinshui", replaced_at=None).order_by("source")
    assert [(row.source, row.denominator, row.value) for row in rows] == [
        ("computed", Decimal(1), Decimal("100.0")),
        ("reported", Decimal(100), Decimal("80.0")),
    ]
    assert count_denominator(of(key), load_places()["jinshui"], QUARTER) is None
