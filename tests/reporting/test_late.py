"""Late returns are told once a stage; who has handed in is counted."""

from datetime import timedelta

import pytest

from chongyang.core.models import Event
from chongyang.reporting import operations, queries
from chongyang.reporting.models import Return
from tests.reporting import people
from tests.reporting.people import NOW, QUARTER, fill, go, report, said

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture(autouse=True)
def _opened():
    people.opened()


def test_nothing_is_late_before_its_day():
    assert operations.watch_late(now=NOW - timedelta(days=7)) == 0


def test_the_late_are_reminded_once_and_escalated_after_some_working_days():
    row = report("purchase")
    day_after = NOW.replace(month=1, day=12)
    assert row.fill_due_on.isoformat() == "2019-01-10"
    operations.watch_late(now=day_after)
    row.refresh_from_db()
    assert row.reminded_at == day_after
    assert row.escalated_at is None
    assert operations.watch_late(now=day_after) == 0
    operations.watch_late(now=NOW.replace(month=1, day=17))
    row.refresh_from_db()
    assert row.escalated_at is not None
    kinds = Event.objects.filter(subject=row.id).order_by("at").values_list("kind", flat=True)
    assert list(kinds) == ["reporting.return.reminded", "reporting.return.escalated"]


def test_the_next_stage_begins_anew():
    row, maker = report("purchase"), people.county_liaison()
    operations.watch_late(now=NOW.replace(day=20))
    fill(row, maker, NOW.replace(day=21), purchase__county_rules=1)
    go(row, maker, now=NOW.replace(day=21))
    assert (row.reminded_at, row.escalated_at) == (None, None)


def test_the_tally_tells_on_time_late_returned_and_missing():
    maker, signer = people.county_liaison(), people.sign_off()
    for form, day in (("purchase", 8), ("tourism", 14)):
        row = report(form)
        told = {"purchase__county_rules": 1} if form == "purchase" else {"routes__fine": 2}
        fill(row, maker, NOW.replace(day=day), **told)
        go(row, maker, now=NOW.replace(day=day))
    operations.send_back(report=report("tourism").id, reason="缺证明", **said(signer))
    counted = queries.tally(people.office(), QUARTER)
    mine = counted["jinshui"]
    assert (mine.on_time, mine.late, mine.returned) == (1, 1, 1)
    assert mine.due == mine.on_time + mine.late + mine.missing
    assert mine.due == Return.objects.filter(place="jinshui", period="2018Q4").count()
    assert counted["zhongyuan"].missing == counted["zhongyuan"].due
    assert counted["city.finance"].due == 1


def test_a_county_reads_the_tally_of_its_own_places():
    counted = queries.tally(people.county(), QUARTER)
    assert "jinshui" in counted
    assert people.JINSHUI_STREET in counted
    assert not {"zhongyuan", "city.finance"} & set(counted)


def test_what_waits_for_whom():
    maker, signer = people.county_liaison(), people.sign_off()
    waiting = {row.form for row in queries.list_returns(maker, period="2018Q4")}
    assert "purchase" in waiting
    assert "streets" not in waiting
    assert queries.list_returns(signer) == []
    fill(report("purchase"), maker, purchase__county_rules=1)
    go(report("purchase"), maker)
    assert [row.form for row in queries.list_returns(signer)] == ["purchase"]
    assert queries.count_returns(signer, NOW.date())["mine"] == 1
    assert {row.place for row in queries.list_returns(people.street())} == {people.JINSHUI_STREET}


def test_what_is_not_due_yet_is_neither_due_nor_missing():
    days = sorted(row.fill_due_on for row in Return.objects.filter(place="jinshui", period=str(QUARTER)))
    early = queries.tally(people.office(), QUARTER, today=days[0])["jinshui"]
    assert (early.due, early.missing, early.waiting) == (0, 0, len(days))
    first = queries.tally(people.office(), QUARTER, today=days[0] + timedelta(days=1))["jinshui"]
    assert (first.due, first.missing) == (days.count(days[0]), days.count(days[0]))
    late = queries.tally(people.office(), QUARTER, today=days[-1] + timedelta(days=1))["jinshui"]
    assert (late.due, late.missing, late.waiting) == (len(days), len(days), 0)


def test_what_was_handed_in_early_counts_as_due_at_once():
    row, maker = report("purchase"), people.county_liaison()
    fill(row, maker, purchase__county_rules=1)
    go(row, maker)
    early = queries.tally(people.office(), QUARTER, today=row.fill_due_on)["jinshui"]
    assert (early.due, early.on_time, early.missing) == (1, 1, 0)
    assert early.waiting == early.whole - 1
