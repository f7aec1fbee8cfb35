"""The two ways from the first figure to the locked one, and whom they refuse."""

from datetime import timedelta
from decimal import Decimal

import pytest

from chongyang.core.operations.cases import UnableToStep
from chongyang.core.scopes import SYSTEM
from chongyang.indicators.enums import Level
from chongyang.indicators.models import Value
from chongyang.indicators.rules.places import below
from chongyang.reporting import operations, queries
from chongyang.reporting.models import Entry, Remark, Return
from chongyang.reporting.operations import UnableToReport
from chongyang.reporting.rules.reach import places_in
from chongyang.territory.permissions import NotAllowed
from tests.reporting import people
from tests.reporting.people import NOW, fill, go, report, said

pytestmark = pytest.mark.usefixtures("db")
PURCHASE = {"purchase__county_rules": 1}


@pytest.fixture(autouse=True)
def _opened():
    people.opened()


def test_a_quarter_is_opened_once_with_the_year_after_the_fourth():
    assert people.opened() == 0
    assert Return.objects.filter(form="streets", level="street").count() == 208
    assert Return.objects.filter(period="2018", form="output").count() == 17
    assert Return.objects.filter(form="growth").get().place == "city"


@pytest.mark.parametrize("name", ["2018", "2019Q1"])
def test_what_is_no_quarter_or_not_over_is_not_opened(name):
    from chongyang.indicators.rules.periods import Period

    with pytest.raises(UnableToReport):
        operations.open_returns(quarter=Period.read(name), by=SYSTEM, now=NOW)


def test_by_line_from_the_county_to_the_office():
    row = report("purchase")
    maker, signer, lead, office = (
        people.county_liaison(),
        people.sign_off(),
        people.lead("city.finance"),
        people.office(),
    )
    assert fill(row, maker, **PURCHASE) == 1
    go(row, maker, signer, lead)
    assert row.state == "locking"
    operations.pass_on(report=row.id, **said(office))
    row.refresh_from_db()
    assert row.state == "locked"
    told = people.value("purchase.county_rules", "jinshui")
    assert (told.value, told.locked_at) == (1, NOW)
    moved = people.value("purchase.county_rules", "city")
    assert (moved.numerator, moved.denominator, moved.value) == (1, 16, Decimal("6.3"))
    assert moved.locked_at is None


def test_sent_back_with_a_remark_mended_and_handed_in_again():
    row, maker, signer = report("purchase"), people.county_liaison(), people.sign_off()
    fill(row, maker, purchase__county_rules=3)
    go(row, maker)
    later = NOW + timedelta(days=1)
    operations.send_back(
        report=row.id,
        reason="数字对不上",
        remarks={"purchase.county_rules": "只印发了一个细则"},
        **said(signer, later),
    )
    row.refresh_from_db()
    assert (row.state, row.times_returned) == ("returned", 1)
    assert row.due_on > later.date()
    fill(row, maker, later, **PURCHASE)
    go(row, maker, now=later)
    assert row.state == "signing"
    assert Remark.objects.filter(report=row, settled_at=None).count() == 0
    history = Entry.objects.filter(report=row).order_by("version").values_list("numerator", flat=True)
    assert list(history) == [3, 1]


def test_nobody_holds_two_stages():
    row, maker, lead = report("civil_affairs"), people.county_liaison(), people.lead()
    everything = {
        "beds__per_thousand": 4000,
        "public_homes__per_county": 1,
        "smart__streets": 1,
        "smart__enterprises": 2,
        "smart__institutions": 1,
        "stars__share": 0,
        "operators__chains": 1,
        "carers__register": 30,
        "carers__managers": 2,
        "platform__county_built": 1,
    }
    asked = {item.key for item in queries.form_of(row).items(row.until_on - timedelta(days=1))}
    fill(row, maker, **{k: v for k, v in everything.items() if k.replace("__", ".") in asked})
    go(row, maker)
    with pytest.raises(UnableToStep):
        operations.pass_on(report=row.id, **said(maker))
    operations.pass_on(report=row.id, **said(people.sign_off()))
    operations.pass_on(report=row.id, **said(lead))
    with pytest.raises(UnableToStep):
        operations.pass_on(report=row.id, **said(lead))


def test_another_lines_lead_unit_neither_sees_nor_accepts():
    row, maker = report("purchase"), people.county_liaison()
    fill(row, maker, **PURCHASE)
    go(row, maker, people.sign_off())
    with pytest.raises(queries.NotFound):
        operations.pass_on(report=row.id, **said(people.lead("city.commerce")))
    assert not queries.visible_returns(people.lead("city.commerce")).filter(form="purchase")


@pytest.mark.parametrize("who", [people.sign_off, people.county, people.street, people.city, people.office])
def test_who_does_not_fill_in_writes_nothing(who):
    with pytest.raises((UnableToStep, queries.NotFound)):
        fill(report("purchase"), who(), **PURCHASE)


def test_another_county_and_a_street_find_nothing():
    row = report("purchase")
    for who in (people.county_liaison("410102"), people.street()):
        with pytest.raises(queries.NotFound):
            queries.access_return(who, row.id)


def test_a_role_without_reports_is_refused():
    from chongyang.territory.enums import Role

    with pytest.raises(NotAllowed):
        queries.visible_returns(people.scope(Role.OPERATOR))


def test_a_street_of_a_zone_is_not_its_countys():
    zone_street = next(one.key for one in below("zhengdong", Level.STREET) if one.key.startswith("410105"))
    assert zone_street not in places_in(people.county())
    assert zone_street in places_in(people.city())
    assert people.JINSHUI_STREET in places_in(people.county())


STREET_FIGURES = {
    "venues__per_street": 1,
    "centres__per_street": 1,
    "schools__street_share": 1,
    "circle__care": 3,
    "circle__culture": 2,
    "circle__culture_li": 0,
}


def street_returns(code: str) -> Return:
    return report("streets", f"{code}000")


def filled_street(code: str, county, **changed) -> Return:
    row, clerk = street_returns(code), people.street(code)
    fill(row, clerk, **(STREET_FIGURES | changed))
    operations.submit(report=row.id, **said(clerk))
    operations.pass_on(report=row.id, **said(county))
    row.refresh_from_db()
    return row


@pytest.fixture
def _plenty(monkeypatch):
    """Denominators that no street of the test exceeds."""
    monkeypatch.setattr("chongyang.reporting.operations.passing.count_denominator", lambda *_: Decimal(500))


@pytest.mark.usefixtures("_plenty")
def test_by_area_streets_add_up_and_the_missing_are_no_zero():
    county, row = people.county(), report("streets")
    for code in ("410105001", "410105002"):
        assert filled_street(code, county).state == "accepted"
    operations.sum_up(report=row.id, **said(county))
    streets = len(below("jinshui", Level.STREET))
    assert people.entry(row, "circle.care") == (6, None, streets - 2)
    assert people.entry(row, "venues.per_street") == (2, streets, streets - 2)
    with pytest.raises(UnableToReport) as refused:
        operations.submit(report=row.id, **said(county))
    assert set(refused.value.reasons) == {"note"}
    operations.submit(report=row.id, note="其余街道还在核实", **said(county))
    for who in (people.sign_off(), people.city(), people.office()):
        operations.pass_on(report=row.id, **said(who))
    assert people.value("circle.care", "jinshui") is None
    assert people.value("venues.per_street", "jinshui").numerator == 2
    assert people.value("venues.per_street", people.JINSHUI_STREET).locked_at == NOW
    assert street_returns("410105001").state == "locked"
    assert Value.objects.filter(indicator="circle.care", source="reported").count() == 0


@pytest.mark.usefixtures("_plenty")
def test_a_street_that_changed_makes_the_countys_sum_stale():
    county, row = people.county(), report("streets")
    first = filled_street("410105001", county)
    operations.sum_up(report=row.id, **said(county))
    operations.send_back(report=first.id, reason="请复核", **said(county))
    with pytest.raises(UnableToReport) as refused:
        operations.submit(report=row.id, note="其余缺报", **said(county))
    assert "circle.care" in refused.value.reasons


@pytest.mark.usefixtures("_plenty")
def test_what_the_county_handed_in_no_street_takes_back():
    county, row = people.county(), report("streets")
    first = filled_street("410105001", county)
    operations.sum_up(report=row.id, **said(county))
    operations.submit(report=row.id, note="其余缺报", **said(county))
    with pytest.raises(UnableToReport):
        operations.send_back(report=first.id, reason="请复核", **said(county))


def test_a_sum_is_not_typed_and_a_typed_form_not_summed():
    with pytest.raises(UnableToReport):
        fill(report("streets"), people.county(), venues__per_street=3)
    with pytest.raises(UnableToReport):
        operations.sum_up(report=report("purchase").id, **said(people.county_liaison()))


def test_the_citys_own_form_is_filled_by_the_lead_unit_and_locked_by_the_office():
    row = report("growth", "city", "2018")
    lead, office = people.lead("city.development-reform"), people.office()
    fill(row, lead, industry__growth=("62.5", "610"))
    go(row, lead, office)
    assert people.value("industry.growth", "city", "2018").value == Decimal("10.2")


def test_the_city_adds_up_and_locks_its_own():
    lead, office = people.lead("city.finance"), people.office()
    for unit, code in (("jinshui", "410105"), ("zhongyuan", "410102")):
        row, maker = report("purchase", unit), people.county_liaison(code)
        fill(row, maker, **PURCHASE)
        go(row, maker, people.sign_off(code), lead, office)
    whole = report("purchase", "city")
    operations.sum_up(report=whole.id, **said(lead))
    operations.submit(report=whole.id, note="十四个单位还没有印发", **said(lead))
    operations.pass_on(report=whole.id, **said(office))
    told = people.value("purchase.county_rules", "city")
    assert (told.numerator, told.denominator) == (2, 16)
    assert told.locked_at == NOW
