"""Lines of the issue: a locked period, a part above its whole, another unit, two values for one cell."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from chongyang.indicators.operations.reported import Reported, UnableToKeepValue, keep_reported
from chongyang.reporting import operations
from chongyang.reporting.models import Correction, Entry, Return
from chongyang.reporting.operations import Cell, CellChanged, UnableToReport
from tests.reporting import people
from tests.reporting.people import NOW, QUARTER, fill, go, report, said

pytestmark = pytest.mark.usefixtures("db")
TRAINING = {"training__bases": 1, "training__integrated_staff": 40, "carers__trained_before_work": (80, 100)}


@pytest.fixture(autouse=True)
def _opened():
    people.opened()


@pytest.fixture
def locked() -> Return:
    row, maker = report("purchase"), people.county_liaison()
    fill(row, maker, purchase__county_rules=1)
    return go(row, maker, people.sign_off(), people.lead("city.finance"), people.office())


def test_a_locked_return_takes_no_figure(locked):
    with pytest.raises(UnableToReport) as refused:
        fill(locked, people.county_liaison(), purchase__county_rules=2)
    assert "锁定" in str(refused.value)


def test_a_locked_value_is_not_written_over(locked):
    told = Reported("purchase.county_rules", "jinshui", Decimal(5))
    with pytest.raises(UnableToKeepValue):
        keep_reported(reported=[told], period=QUARTER, by=people.office().actor, now=NOW)


def test_a_closed_period_is_neither_filled_nor_opened_again():
    office = people.office()
    with pytest.raises(UnableToReport):
        operations.close_period(period=QUARTER, **said(office))
    closing = operations.close_period(period=QUARTER, reason="换届前封存", **said(office))
    assert closing.missing == Return.objects.filter(period="2018Q4").count()
    with pytest.raises(UnableToReport):
        fill(report("purchase"), people.county_liaison(), purchase__county_rules=1)
    with pytest.raises(UnableToReport):
        people.opened()


def test_closing_locks_what_was_computed_and_computing_leaves_it():
    from chongyang.indicators.models import Value
    from chongyang.indicators.operations import compute_period
    from tests.factories import make_elder

    make_elder()
    compute_period(period=QUARTER, now=NOW)
    operations.close_period(period=QUARTER, reason="封存", **said(people.office()))
    before = Value.objects.filter(replaced_at=None, source="computed", period="2018Q4").count()
    assert not Value.objects.filter(replaced_at=None, period="2018Q4", locked_at=None).exists()
    make_elder(registered_at=NOW - timedelta(days=30))
    assert compute_period(period=QUARTER, now=NOW).locked > 0
    assert Value.objects.filter(source="computed", period="2018Q4").count() == before


def test_a_part_above_its_whole_is_refused_and_the_database_refuses_it_too():
    row, maker = report("training"), people.county_liaison()
    with pytest.raises(UnableToReport) as refused:
        fill(row, maker, **(TRAINING | {"carers__trained_before_work": (101, 100)}))
    assert list(refused.value.reasons) == ["carers.trained_before_work.numerator"]
    assert Entry.objects.count() == 0
    fill(row, maker, **TRAINING)
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(item="carers.trained_before_work").update(numerator=101)


def test_a_part_above_the_whole_that_the_program_counts_is_refused(monkeypatch):
    monkeypatch.setattr("chongyang.reporting.operations.passing.count_denominator", lambda *_: Decimal(2))
    row, clerk = report("streets", people.JINSHUI_STREET), people.street()
    figures = {
        "venues__per_street": 1,
        "centres__per_street": 0,
        "schools__street_share": 1,
        "circle__culture": 1,
    }
    fill(row, clerk, **figures, circle__care=3, circle__culture_li=0)
    with pytest.raises(UnableToReport) as refused:
        operations.submit(report=row.id, **said(clerk))
    assert list(refused.value.faults) == ["circle.care.numerator"]
    assert "3" in str(refused.value)


def test_another_unit_is_refused():
    row, cell = report("output", period="2018"), Cell("industry.output", "12.5", unit="万元")
    with pytest.raises(UnableToReport) as refused:
        operations.fill(report=row.id, cells=[cell], **said(people.county_liaison()))
    assert "亿元" in str(refused.value)


def test_two_values_for_one_cell_from_two_people():
    """The second sees the first and decides; nothing is overwritten unseen."""
    row, first, second = report("purchase"), people.county_liaison(), people.county_liaison()
    operations.fill(report=row.id, cells=[Cell("purchase.county_rules", 1)], **said(first))
    with pytest.raises(CellChanged) as refused:
        operations.fill(report=row.id, cells=[Cell("purchase.county_rules", 2)], **said(second))
    present = refused.value.present["purchase.county_rules"]
    assert (present.numerator, present.written_by) == (1, first.actor.account)
    assert people.entry(row, "purchase.county_rules") == (1, None, 0)
    chosen = Cell("purchase.county_rules", 2, seen=present.version)
    operations.fill(report=row.id, cells=[chosen], **said(second))
    assert people.entry(row, "purchase.county_rules") == (2, None, 0)


def test_the_same_value_from_two_people_is_no_quarrel():
    row = report("purchase")
    for who in (people.county_liaison(), people.county_liaison()):
        operations.fill(report=row.id, cells=[Cell("purchase.county_rules", 1)], **said(who))
    assert Entry.objects.count() == 1


def test_an_empty_cell_and_an_untouched_form_are_not_handed_in():
    row, maker = report("training"), people.county_liaison()
    with pytest.raises(UnableToReport):
        operations.submit(report=row.id, **said(maker))
    fill(row, maker, training__bases=0)
    with pytest.raises(UnableToReport) as refused:
        operations.submit(report=row.id, **said(maker))
    assert len(refused.value.faults) == 2


def test_one_return_for_a_form_place_and_period_and_one_value_in_a_cell():
    row, maker = report("purchase"), people.county_liaison()
    with pytest.raises(IntegrityError), transaction.atomic():
        Return.objects.create(
            **{
                field.name: getattr(row, field.name)
                for field in Return._meta.concrete_fields
                if field.name != "id"
            }
        )
    fill(row, maker, purchase__county_rules=1)
    made = Entry.objects.get()
    made.pk, made.version = None, 2
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save(force_insert=True)


def test_a_locked_figure_changes_by_a_correction_of_two_people(locked):
    maker, office = people.county_liaison(), people.office()
    told = {
        "report": locked.id,
        "item": "purchase.county_rules",
        "numerator": 0,
        "reason": "细则尚未印发",
        "document": "金政办〔2019〕3号",
        "dated_on": NOW.date(),
    }
    with pytest.raises(UnableToReport):
        operations.propose_correction(**(told | {"document": " "}), **said(maker))
    with pytest.raises(UnableToReport):
        operations.propose_correction(**(told | {"dated_on": NOW.date() + timedelta(days=1)}), **said(maker))
    made = operations.propose_correction(**told, **said(maker))
    with pytest.raises(UnableToReport):
        operations.propose_correction(**told, **said(people.county_liaison()))
    operations.decide_correction(correction=made.id, agrees=True, **said(office))
    value = people.value("purchase.county_rules", "jinshui")
    assert (value.numerator, value.document) == (0, "金政办〔2019〕3号")
    assert value.locked_at is not None
    history = list(
        Entry.objects.filter(report=locked).order_by("version").values_list("numerator", flat=True)
    )
    assert history == [1, 0]
    assert people.value("purchase.county_rules", "city").numerator == 0


def test_who_proposed_does_not_confirm(locked):
    office = people.office()
    made = operations.propose_correction(
        report=locked.id,
        item="purchase.county_rules",
        numerator=0,
        reason="细则尚未印发",
        document="会议纪要2号",
        dated_on=NOW.date(),
        **said(office),
    )
    with pytest.raises(UnableToReport):
        operations.decide_correction(correction=made.id, agrees=True, **said(office))
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.filter(id=made.id).update(
            state="confirmed", decided_by=office.actor.account, decided_at=NOW
        )


def test_a_correction_goes_up_into_what_is_locked_above(locked):
    lead, office = people.lead("city.finance"), people.office()
    whole = report("purchase", "city")
    operations.sum_up(report=whole.id, **said(lead))
    operations.submit(report=whole.id, note="其余缺报", **said(lead))
    operations.pass_on(report=whole.id, **said(office))
    made = operations.propose_correction(
        report=locked.id,
        item="purchase.county_rules",
        numerator=0,
        reason="细则尚未印发",
        document="会议纪要2号",
        dated_on=NOW.date(),
        **said(people.county_liaison()),
    )
    operations.decide_correction(correction=made.id, agrees=True, **said(office))
    told = people.value("purchase.county_rules", "city")
    assert (told.numerator, told.reason) == (0, "细则尚未印发")


def test_a_figure_that_is_not_locked_is_not_corrected():
    row, maker = report("purchase"), people.county_liaison()
    fill(row, maker, purchase__county_rules=1)
    with pytest.raises(UnableToReport):
        operations.propose_correction(
            report=row.id,
            item="purchase.county_rules",
            numerator=0,
            reason="x",
            document="y",
            dated_on=NOW.date(),
            **said(maker),
        )
