"""交接班 between two persons, once; the monthly sample by rule, judged by another."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.emergency import operations as emergency
from chongyang.hotline import operations as hotline
from chongyang.hotline import queries
from chongyang.hotline.models import Call, CallAudit, HandOver, Shift
from chongyang.hotline.operations import audits
from chongyang.hotline.rules import audits as rules
from chongyang.territory.enums import Role
from tests import factories
from tests.emergency.races import as_system, together
from tests.emergency.test_way_of_an_alarm import press


@pytest.fixture
def seat(db):
    return factories.scope_of(factories.make_operator())


@pytest.fixture
def other(db):
    return factories.scope_of(factories.make_operator())


def does(scope, operation, **words):
    with enter(scope):
        return operation(scope=scope, now=now(), **words)


def on_shift(scope):
    return does(scope, hotline.begin_shift)


def with_p0(scope):
    incident = press(factories.make_elder())
    does(scope, emergency.acknowledge, incident=incident.id)
    does(scope, emergency.triage, incident=incident.id, answers={}, level="P0")
    return incident


def test_nobody_leaves_a_p0_that_nobody_accepted(seat, other):
    on_shift(seat)
    incident = with_p0(seat)
    with pytest.raises(hotline.UnableToHandOver) as refused:
        does(seat, hotline.end_shift)
    assert refused.value.numbers == (incident.number,)
    given = does(seat, hotline.give_hand_over, note="家属在路上")
    with pytest.raises(hotline.UnableToHandOver):
        does(seat, hotline.end_shift)
    does(other, hotline.accept_hand_over, hand_over=given.id)
    assert does(seat, hotline.end_shift).ended_at
    assert Shift.objects.get(account=other.actor.account).ended_at is None


def test_a_hand_over_lists_what_is_open_and_no_person(seat):
    on_shift(seat)
    incident = with_p0(seat)
    given = does(seat, hotline.give_hand_over)
    assert {"kind": "incident", "name": incident.number}.items() <= given.lines[0].items()
    assert "陈秀兰" not in str(given.lines)


def test_who_gives_does_not_accept(seat):
    on_shift(seat)
    given = does(seat, hotline.give_hand_over)
    with pytest.raises(hotline.UnableToHandOver):
        does(seat, hotline.accept_hand_over, hand_over=given.id)
    with pytest.raises(IntegrityError), transaction.atomic():
        HandOver.objects.filter(id=given.id).update(taker=given.giver, accepted_at=now())


def test_two_accept_in_the_same_moment_one_has_it(committed):
    scopes = [as_system(lambda: factories.scope_of(factories.make_operator())) for _ in range(3)]
    on_shift(scopes[0])
    given = does(scopes[0], hotline.give_hand_over)
    steps = [lambda one=one: does(one, hotline.accept_hand_over, hand_over=given.id) for one in scopes[1:]]
    told = together(*steps)
    assert sum(isinstance(one, hotline.UnableToHandOver) for one in told) == 1
    assert as_system(lambda: Shift.objects.filter(ended_at=None).count()) == 2


def call_of(account, purpose, at):
    return Call.objects.create(
        began_at=at,
        answered_at=at,
        ended_at=at + timedelta(minutes=2),
        purpose=purpose,
        account=account,
        area=factories.JINSHUI,
    )


MONTH = date(2026, 10, 1)
IN_MONTH = now().replace(year=2026, month=10, day=9)


@pytest.fixture
def drawn(seat, other):
    for place, purpose in enumerate(("emergency", "consultation", "complaint", "consultation")):
        call_of(seat.actor.account, purpose, IN_MONTH + timedelta(minutes=place))
    reviewers = [seat.actor.account, other.actor.account]
    hotline.draw_audits(month=MONTH, reviewers=reviewers, now=now())
    return list(CallAudit.objects.order_by("turn"))


def test_two_calls_a_seat_one_of_them_an_emergency_judged_by_another(drawn, seat, other):
    assert len(drawn) == 2
    assert drawn[0].call.purpose == "emergency"
    assert {row.reviewer for row in drawn} == {other.actor.account}
    assert drawn[0].seed == f"2026-10/{seat.actor.account}"
    assert hotline.draw_audits(month=MONTH, reviewers=[other.actor.account], now=now()) == 0


def test_the_draw_can_be_drawn_again():
    calls = [rules.Candidate(uuid4(), "consultation") for _ in range(20)]
    assert rules.draw(calls, "2026-10/x", 3) == rules.draw(reversed(calls), "2026-10/x", 3)
    assert rules.draw(calls, "2026-10/x", 3) != rules.draw(calls, "2026-10/y", 3)


def test_last_months_reviewer_rests_if_somebody_else_is_there():
    seat, last, fresh = uuid4(), uuid4(), uuid4()
    assert rules.choose_reviewer(seat, [seat, last, fresh], {fresh: 9}, last, "s") == fresh
    assert rules.choose_reviewer(seat, [seat, last], {}, last, "s") == last
    assert rules.choose_reviewer(seat, [seat], {}, None, "s") is None


def test_nobody_audits_himself_in_the_database_either(drawn):
    with pytest.raises(IntegrityError), transaction.atomic():
        CallAudit.objects.filter(id=drawn[0].id).update(reviewer=drawn[0].seat)


def test_judged_read_and_answered(drawn, seat, other):
    audit = drawn[0]
    with pytest.raises(hotline.UnableToAudit):
        does(seat, hotline.judge_call, audit=audit.id, met=[], comment="好")
    codes = [one.code for one in rules.newest().asked("emergency")]
    with pytest.raises(hotline.UnableToAudit):
        does(other, hotline.judge_call, audit=audit.id, met=codes[2:], comment="")
    judged = does(other, hotline.judge_call, audit=audit.id, met=codes, comment="")
    assert (judged.passed, judged.share) == (True, 1.0)
    with pytest.raises(hotline.UnableToAudit):
        does(other, hotline.judge_call, audit=audit.id, met=codes, comment="")
    read = does(seat, hotline.acknowledge_audit, audit=audit.id, reply="收到")
    assert read.acknowledged_at


def test_one_thing_that_must_be_fails_the_call():
    criteria = rules.newest()
    codes = {one.code for one in criteria.asked("emergency")}
    share, passed = rules.judge(criteria, "emergency", codes - {"danger"})
    assert share > criteria.pass_share
    assert not passed


def test_an_outsider_opens_no_audit(drawn):
    third = factories.scope_of(factories.make_operator())
    with enter(third), pytest.raises(queries.NotFound):
        queries.access_audit(third, drawn[0].id)


def test_late_ones_are_listed(drawn):
    lead = factories.scope_of(factories.make_account(Role.SHIFT_LEAD))
    with enter(lead):
        assert len(queries.list_overdue(lead, date(2026, 11, 16))) == 2
        assert queries.list_overdue(lead, date(2026, 11, 15)) == []


def test_the_worker_draws_last_month_from_who_answers_the_line(seat, other):
    day = (timezone.localtime(now()).replace(day=1) - timedelta(days=4)).replace(hour=4)
    call_of(seat.actor.account, "emergency", day)
    assert audits.draw_last_month(now=now()) == 1
    assert audits.draw_last_month(now=now()) == 0
    assert CallAudit.objects.get().reviewer != seat.actor.account
