"""Months: once each, never falling, corrected with a reason; money against plan; problems, funds, land."""

import itertools
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from chongyang.core.access import enter
from chongyang.core.models import Event
from chongyang.core.scopes import SYSTEM
from chongyang.projects import operations, queries
from chongyang.projects.models import MonthReport, Problem, Proposal, Reminder
from chongyang.projects.operations import ParcelTold, UnableToKeepProject
from chongyang.projects.rules.months import due_on, following, late_months
from tests.projects.people import NOW, TODAY, centre, keeper, month, move, office, said

pytestmark = pytest.mark.usefixtures("db")
YUAN = 100


def report(scope, **columns):
    return operations.report_month(project=centre().id, told=month(**columns), **said(scope))


def refused(step) -> list[str]:
    with pytest.raises(UnableToKeepProject) as fault:
        step()
    return list(fault.value.faults)


def photo(kind: str = "PNG") -> bytes:
    held = BytesIO()
    Image.new("RGB", (40, 30), "grey").save(held, kind)
    return held.getvalue()


def test_a_month_is_reported_once_with_its_sources():
    scope = keeper()
    report(scope, money={"city": 300 * YUAN, "bank": 200 * YUAN, "own": 0})
    whole = queries.get_whole(scope, centre().id, TODAY)
    assert whole.months[0].money == (("bank", 200 * YUAN), ("city", 300 * YUAN))
    assert whole.months[0].sum_fen == 500 * YUAN
    assert refused(lambda: report(scope)) == ["month"]
    with pytest.raises(IntegrityError, match="monthreport_once"), transaction.atomic():
        MonthReport.objects.create(
            project=centre(), area=1, month=date(2026, 9, 1), done_fen=1, share=1, reported_at=NOW
        )


@pytest.mark.parametrize(
    ("columns", "field"),
    [
        ({"number": 11}, "month"),
        ({"share": 101}, "share"),
        ({"share": -1}, "share"),
        ({"money": {"city": -1}}, "money"),
        ({"money": {"city": 10**13 + 1}}, "money"),
        ({"money": {"lottery": 1}}, "money"),
        ({"says": "长" * 1001}, "says"),
    ],
)
def test_a_month_that_cannot_be_is_refused(columns, field):
    assert refused(lambda: report(keeper(), **columns)) == [field]


def test_a_month_before_the_project_was_taken_in_is_refused():
    told = month()
    told = type(told)(month=date(2018, 6, 1), share=1)
    step = lambda: operations.report_month(project=centre().id, told=told, **said(keeper()))  # noqa: E731
    assert refused(step) == ["month"]


def test_progress_never_falls_and_a_later_one_is_not_passed():
    scope = keeper()
    report(scope, number=5, share=20)
    report(scope, number=7, share=40)
    assert refused(lambda: report(scope, number=8, share=39)) == ["share"]
    assert refused(lambda: report(scope, number=6, share=41)) == ["share"]
    report(scope, number=6, share=30)


def test_more_than_the_plan_by_the_rules_share_needs_a_reason():
    scope = keeper()
    operations.plan_money(project=centre().id, year=2026, money={"city": 1000}, **said(scope))
    report(scope, number=5, fen=1000)
    report(scope, number=6, fen=100)
    assert refused(lambda: report(scope, number=7, fen=1)) == ["reason"]
    assert report(scope, number=7, fen=1, reason="材料涨价").reason == "材料涨价"


def test_a_correction_keeps_what_was_and_needs_reason_and_document():
    scope = keeper()
    row = report(scope, share=30)
    report(scope, number=10, share=30, fen=5)

    def correct(document="更正函1号", **columns):
        told = month(**{"share": 20, "fen": 7, "reason": "报错了", **columns})
        return operations.correct_month(report=row.id, told=told, document=document, **said(scope))

    assert refused(lambda: correct(document=" ")) == ["document"]
    assert refused(lambda: correct(reason="")) == ["reason"]
    assert refused(lambda: correct(share=31)) == ["share"]
    correct()
    held = queries.get_whole(scope, centre().id, TODAY).months
    assert [(one.row.done_fen, one.sum_fen) for one in held] == [(5, 12), (7, 7)]
    kept = held[1].corrections[0]
    assert (kept.was_fen, kept.done_fen, kept.was_share, kept.share) == (1_000_000_00, 7, 30, 20)
    assert refused(correct) == ["money"]


def test_photos_are_of_a_month_and_pictures_alone(tmp_path, settings):
    settings.FILES = tmp_path
    scope = keeper()
    row = report(scope)
    add = {"report": row.id, "name": "工地.png", **said(scope)}
    kept = operations.add_photo(chunks=[photo()], caption="主体", **add)
    data, kind = queries.read_photo(scope, kept.id)
    assert kind == "image/png"
    assert data
    pdf = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
    assert refused(lambda: operations.add_photo(chunks=[pdf], **add)) == ["photo"]
    settings.FILE_BYTES = 1024**2
    with translation.override("en"), pytest.raises(UnableToKeepProject) as large:
        operations.add_photo(chunks=[photo() + bytes(1024**2)], **add)
    assert large.value.faults["photo"].startswith("The file is too large, at most 1 MB.")
    neighbour = keeper("410102")
    with enter(neighbour), pytest.raises(queries.NotFound):
        queries.read_photo(neighbour, kept.id)


def test_a_month_is_late_from_the_day_the_program_knows_and_reminded_once_a_week():
    scope = keeper()
    move(scope, "building")
    assert centre().reports_since == TODAY
    after = NOW + timedelta(days=60)
    day = TODAY + timedelta(days=60)
    assert [late.month for late in queries.list_late(scope, day)] == [date(2026, 10, 1), date(2026, 11, 1)]
    assert operations.remind_late(now=after) == 2
    assert operations.remind_late(now=after) == 0
    assert operations.remind_late(now=after + timedelta(days=7)) == 2
    assert set(Reminder.objects.values_list("times", flat=True)) == {2}
    assert Event.objects.filter(kind="projects.month.late").count() == 4
    operations.report_month(project=centre().id, told=month(10), scope=scope, by=scope.actor, now=after)
    assert MonthReport.objects.get().is_late
    assert [late.month for late in queries.list_late(scope, day)] == [date(2026, 11, 1)]
    assert Reminder.objects.count() == 1


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 900))
def test_late_months_follow_each_other_and_are_all_overdue(since, days):
    today = since + timedelta(days=days)
    found = list(late_months(since, set(), today))
    assert found == sorted(set(found))
    assert all(due_on(one) < today for one in found)
    assert all(following(a) == b for a, b in itertools.pairwise(found))


def test_a_problem_is_opened_answered_returned_and_solved_by_another():
    first, second = keeper(), keeper()
    told = {"says": "管线迁改未完成", "solver": "区住建局", "due_on": TODAY}
    row = operations.open_problem(project=centre().id, **told, **said(first))
    assert refused(lambda: operations.solve_problem(problem=row.id, **said(second))) == ["problem"]
    operations.answer_problem(problem=row.id, answer="本周完成", **said(first))
    assert refused(lambda: operations.solve_problem(problem=row.id, **said(first))) == ["problem"]
    operations.return_problem(problem=row.id, reason="没有完成", **said(second))
    operations.answer_problem(problem=row.id, answer="已完成", **said(first))
    operations.solve_problem(problem=row.id, **said(second))
    assert Problem.objects.get().state == "solved"
    assert not queries.list_open_problems(first).exists()


@pytest.mark.parametrize(
    ("columns", "field"),
    [({"says": ""}, "says"), ({"solver": " "}, "solver"), ({"due_on": TODAY - timedelta(days=1)}, "due_on")],
)
def test_a_problem_without_words_solver_or_time_is_refused(columns, field):
    told = {"says": "x", "solver": "y", "due_on": TODAY, **columns}
    step = lambda: operations.open_problem(project=centre().id, **told, **said(keeper()))  # noqa: E731
    assert refused(step) == [field]


def test_funds_needed_stand_against_those_granted():
    scope = keeper()
    operations.need_funds(project=centre().id, year=2026, money={"city": 900, "own": 100}, **said(scope))
    told = {"year": 2026, "source": "city", "amount_fen": 300, "document": "郑财测〔2026〕1号"}
    operations.grant_by_document(project=centre().id, **told, **said(scope))
    funds = {fund.source: fund for fund in queries.get_whole(scope, centre().id, TODAY).funds}
    assert (funds["city"].missing_fen, funds["own"].missing_fen) == (600, 100)
    for wrong, field in (
        ({"amount_fen": 0}, "amount"),
        ({"document": ""}, "document"),
        ({"year": 1}, "year"),
    ):
        step = lambda w=wrong: operations.grant_by_document(  # noqa: E731
            project=centre().id, **told | w, **said(scope)
        )
        assert refused(step) == [field]


def test_land_is_needed_planned_supplied_and_stays_supplied():
    scope = keeper()
    told = ParcelTold("JS-2026-1", Decimal("12000.5"), "allocated")
    row = operations.add_parcel(project=centre().id, told=told, **said(scope))
    assert refused(lambda: operations.add_parcel(project=centre().id, told=told, **said(scope))) == ["label"]
    step = {"parcel": row.id, **said(scope)}
    operations.move_parcel(state="planned", **step)
    assert refused(lambda: operations.move_parcel(state="supplied", **step)) == ["supplied_on"]
    operations.move_parcel(state="supplied", document="划拨决定书1号", supplied_on=TODAY, **step)
    assert refused(lambda: operations.move_parcel(state="needed", **step)) == ["state"]
    assert queries.count_land(scope)["supplied"].size_m2 == Decimal("12000.50")


def test_the_machine_proposes_a_batch_once_and_a_person_decides():
    scope = keeper()
    move(scope, "started")
    assert operations.propose_batches(now=NOW) == 0  # no plan of this year
    operations.plan_money(project=centre().id, year=2026, money={"city": 1}, **said(scope))
    assert operations.propose_batches(now=NOW) == 1
    assert operations.propose_batches(now=NOW) == 0
    row = queries.list_open_proposals(scope).get()
    assert (row.to, row.basis) == ("to_start", ["stage_in", "land", "planned_this_year"])
    assert refused(lambda: operations.refuse_proposal(proposal=row.id, reason="", **said(scope))) == [
        "reason"
    ]
    operations.accept_proposal(proposal=row.id, **said(scope))
    assert centre().batch == "to_start"
    assert refused(lambda: operations.accept_proposal(proposal=row.id, **said(scope))) == ["proposal"]


class Heard:
    """An event as a handler sees it."""

    at = NOW

    def __init__(self, **payload):
        self.payload = payload


def test_a_permitted_stage_is_proposed_once_and_garbage_is_left():
    key = str(centre().id)
    for _ in range(2):
        operations.follow_permit(Heard(project=key, stage="construction", document="施工许可1号"))
    for junk in ({}, {"project": "x", "stage": 3}, {"project": key, "stage": "flying"}, {"project": None}):
        operations.follow_permit(Heard(**junk))
    operations.follow_permit(type("E", (), {"payload": None, "at": NOW})())
    row = Proposal.objects.get()
    assert (row.kind, row.to, row.document) == ("stage", "started", "施工许可1号")
    scope = keeper()
    assert refused(lambda: operations.accept_proposal(proposal=row.id, **said(scope))) == ["reason"]
    operations.accept_proposal(proposal=row.id, reason="已取得施工许可", **said(scope))
    assert centre().stage == "started"
    operations.follow_permit(Heard(project=key, stage="engineering", document="规划许可1号"))
    assert Proposal.objects.count() == 1


def test_the_handler_hears_the_event_by_its_name():
    from chongyang.core import events

    assert "projects.follow_permit" in events._handlers["approvals.stage.permitted"]


def test_a_tally_and_a_curve_add_up():
    scope = office()
    operations.plan_money(project=centre().id, year=2026, money={"city": 1200}, **said(scope))
    report(scope, fen=500)
    found = queries.tally(scope, 2026)
    assert (found["jinshui"].projects, found["jinshui"].planned_fen, found["jinshui"].done_fen) == (
        1,
        1200,
        500,
    )
    assert sum(one.projects for one in found.values()) == 44
    assert found["city"].by_stage["reserve"] == found["city"].projects
    assert found["zhengdong"].projects == 1
    curve = queries.list_curve(scope, 2026)
    assert (curve[8].done_fen, curve[11].done_to_date_fen, curve[11].planned_to_date_fen) == (500, 500, 1200)
    neighbour = keeper("410102")
    with enter(neighbour):
        assert queries.tally(neighbour, 2026) == {}


def test_envelopes_show_what_is_named_and_how_many_are_missing():
    held = {one.envelope.name: one for one in queries.list_envelopes(office())}
    assert (len(held["envelope.medical"].projects), held["envelope.medical"].missing) == (3, 39)
    assert held["envelope.culture_and_tourism"].missing == 45
    assert held["envelope.biomedicine"].missing == 15
    assert held["envelope.sports"].missing is None
    assert sum(len(one.projects) for one in held.values()) == 19


def test_money_of_a_granted_application_is_linked_once():
    from uuid import uuid4

    from chongyang.funding import queries as funding

    with pytest.raises(funding.NotFound):
        operations.grant_by_application(project=centre().id, application=uuid4(), **said(keeper()))


def test_the_nightly_task_is_repeatable():
    from chongyang.projects.tasks import look_through_projects

    look_through_projects.func(timestamp=0)
    assert look_through_projects.func(timestamp=0) == 0
    assert SYSTEM.label
