"""Running cases: steps, stages held by the database, votes, timers, hooks, and two who act at once."""

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import IntegrityError, connections, transaction

from chongyang.core.access import enter
from chongyang.core.keys import new_key
from chongyang.core.lifecycles import decide, hooks, registry
from chongyang.core.lifecycles.table import ANYONE, Action, Lifecycle, State, Timer
from chongyang.core.models import Case, Event, StageHolder, Step
from chongyang.core.operations import cases
from chongyang.core.queries import cases as reading
from chongyang.core.scopes import SYSTEM, Actor, Scope, interval_of, system_scope

NOW = datetime(2026, 10, 9, 8, tzinfo=UTC)
AREA = 410105001001
OUTSIDE = interval_of("410122")
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)

WORK = Lifecycle(
    "tests.work",
    "工作",
    1,
    (State("waiting", "待办"), State("running", "在办"), State("closed", "办结", final=True)),
    "waiting",
    (
        Action("ring", "响铃", ("waiting",), None, by_system=True),
        Action("lapse", "超时", ("waiting",), "running", by_system=True),
        Action("begin", "受理", ("waiting",), "running", ("operator",)),
        Action("note", "记录", ("running",), None, (ANYONE,)),
        Action("again", "重来", ("running",), None, (ANYONE,), restarts=True),
        Action("nudge", "催办", ("running",), None, by_system=True),
        Action("close", "办结", ("running",), "closed", ("operator",), needs=("outcome",)),
        Action("reopen", "重开", ("closed",), "running", ("operator",), reason_required=True),
    ),
    (
        Timer("waiting", 15 * SECOND, "ring", repeat=1),
        Timer("waiting", 40 * SECOND, "lapse"),
        Timer("running", 15 * MINUTE, "nudge", paces=(("rural", 30 * MINUTE),)),
    ),
)
GRANT = Lifecycle(
    "tests.grant",
    "审批",
    1,
    (State("draft", "填报"), State("review", "审核"), State("granted", "批准", final=True)),
    "draft",
    (
        Action("submit", "提交", ("draft",), "review", ("clerk",), "make"),
        Action("send_back", "退回", ("review",), "draft", ("reviewer",), "review"),
        Action("approve", "批准", ("review",), "granted", ("reviewer",), "review", quorum=2),
    ),
    deciding=True,
    opening_stage="make",
)


@pytest.fixture(autouse=True)
def tables(monkeypatch):
    monkeypatch.setattr(registry, "_tables", {})
    monkeypatch.setattr(hooks, "_hooks", defaultdict(list))
    registry.register(WORK)
    registry.register(GRANT)


def person(role="operator", label="坐席 01"):
    return Actor(kind="person", label=label, account=uuid4(), role=role)


def opened(table=WORK, by=SYSTEM, **values):
    return cases.open_case(lifecycle=table.name, area=AREA, by=by, now=NOW, **values)


def do(case, action, by=None, **values):
    return cases.perform(case=case, action=action, **{"by": by or person(), "now": NOW + MINUTE, **values})


def refusal(case, action, by=None, **values) -> cases.UnableToStep:
    with pytest.raises(cases.UnableToStep) as caught, transaction.atomic():
        do(case, action, by, **values)
    return caught.value


def numbers(case):
    return list(Step.objects.filter(case=case).order_by("number").values_list("number", "action", "target"))


def test_each_step_is_written_with_who_when_and_how(db):
    elder, organisation, key = uuid4(), uuid4(), new_key()
    case = opened(person=elder, organisation=organisation, case_id=key, how="mqtt", evidence={"frame": "f1"})
    operator = person()
    case = do(case, "begin", operator, how="seat", evidence={"seat": 7})
    case = do(case, "close", operator, facts={"outcome"}, now=NOW + 2 * MINUTE)
    assert (case.id, case.state, case.ended_at, case.due_at) == (key, "closed", NOW + 2 * MINUTE, None)
    assert numbers(case) == [(1, "open", "waiting"), (2, "begin", "running"), (3, "close", "closed")]
    step = Step.objects.get(case=case, number=2)
    assert (step.actor_account, step.actor_role, step.how) == (operator.account, "operator", "seat")
    assert (step.source, step.at, step.evidence) == ("waiting", NOW + MINUTE, {"seat": 7})
    assert (step.area, step.organisation, step.person) == (AREA, organisation, elder)
    kinds = Event.objects.filter(subject=key).order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == ["tests.work.open", "tests.work.begin", "tests.work.close"]


def test_a_reason_stays_out_of_the_event(db):
    case = do(opened(), "begin")
    case = do(case, "close", facts={"outcome"})
    case = do(case, "reopen", reason=" 家属王某再次来电 ")
    assert (case.state, case.ended_at) == ("running", None)
    assert Step.objects.get(case=case, action="reopen").reason == "家属王某再次来电"
    assert "王某" not in str(Event.objects.get(subject=case.id, kind="tests.work.reopen").payload)


def test_who_comes_second_hears_who_was_first_and_when(db):
    case = opened()
    do(case, "begin", person(label="坐席 03"))
    error = refusal(case, "begin", now=NOW + 2 * MINUTE)
    assert (error.reason, error.done_by, error.done_at) == (cases.ALREADY_DONE, "坐席 03", NOW + MINUTE)
    assert len(numbers(case)) == 2


def test_a_refused_step_leaves_nothing_behind(db):
    case = do(opened(), "begin")
    assert refusal(case, "close").lacking == ("outcome",)
    assert refusal(case, "close", person("auditor"), facts={"outcome"}).reason == decide.ROLE_LACKS
    assert refusal(case, "reopen", reason="x").reason == decide.WRONG_STATE
    assert refusal(case, "dance").reason == decide.UNKNOWN_ACTION
    assert len(numbers(case)) == 2


def test_roles_may_be_given_for_the_case(db):
    assert do(opened(), "begin", person("station_head"), roles={"operator"}).state == "running"


def test_a_running_case_keeps_its_version(db):
    case = opened()
    label = "改"
    registry.register(Lifecycle("tests.work", label, 2, WORK.states[1:], "running", WORK.actions[3:], ()))
    assert opened().version == 2
    assert do(case, "begin").version == 1


def test_nobody_holds_two_stages(db):
    clerk, reviewer = person("clerk"), person("reviewer")
    case = opened(GRANT, clerk)
    case = do(case, "submit", clerk)
    assert refusal(case, "approve", clerk, roles={"reviewer"}).reason == decide.TWO_STAGES
    case = do(case, "send_back", reviewer)
    assert refusal(case, "submit", reviewer, roles={"clerk"}).reason == decide.TWO_STAGES
    assert do(case, "submit", clerk).state == "review"


def test_who_opens_a_case_has_had_a_hand_in_it(db):
    maker = person("clerk")
    case = do(opened(GRANT, maker), "submit", person("clerk"))
    assert refusal(case, "approve", maker, roles={"reviewer"}).reason == decide.TWO_STAGES


def test_a_delegate_binds_the_principal_too(db):
    clerk, principal = person("clerk"), person("clerk")
    case = do(opened(GRANT), "submit", clerk, on_behalf_of=principal.account)
    for one in (clerk, principal):
        assert refusal(case, "approve", one, roles={"reviewer"}).reason == decide.TWO_STAGES
    deputy = person("reviewer")
    assert refusal(case, "approve", deputy, on_behalf_of=clerk.account).reason == decide.TWO_STAGES
    assert set(StageHolder.objects.filter(case=case).values_list("holder", flat=True)) == {
        clerk.account,
        principal.account,
    }


def test_the_database_itself_refuses_a_second_stage(db):
    clerk = person("clerk")
    case = do(opened(GRANT), "submit", clerk)
    held = StageHolder.objects.get(case=case)
    copy = {"case": case, "holder": clerk.account, "stage": "review", "at": NOW, "area": AREA}
    with pytest.raises(IntegrityError, match="stageholder_one_stage"), transaction.atomic():
        StageHolder.objects.create(**copy)
    step = Step.objects.get(case=case, number=2)
    step.id, step.number, step.stage = new_key(), 3, "review"
    with pytest.raises(IntegrityError, match="step_stage_held"), transaction.atomic():
        step.save(force_insert=True)
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        StageHolder.objects.filter(id=held.id).update(stage="review")
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        Step.objects.filter(case=case).delete()


def test_a_quorum_waits_for_distinct_persons(db):
    case = do(opened(GRANT), "submit", person("clerk"))
    first = person("reviewer")
    case = do(case, "approve", first)
    assert case.state == "review"
    assert refusal(case, "approve", first).reason == decide.VOTED
    assert refusal(case, "approve", person("reviewer"), on_behalf_of=first.account).reason == decide.VOTED
    assert do(case, "approve", person("reviewer")).state == "granted"


def test_votes_of_an_earlier_round_do_not_count(db):
    clerk = person("clerk")
    case = do(opened(GRANT), "submit", clerk)
    do(case, "approve", person("reviewer"))
    do(case, "send_back", person("reviewer"))
    do(case, "submit", clerk)
    assert do(case, "approve", person("reviewer")).state == "review"


def test_timers_fire_when_due_and_once(db):
    case = opened()
    assert case.due_at == NOW + 15 * SECOND
    assert cases.fire_due_timers(now=NOW + 14 * SECOND) == 0
    assert cases.fire_due_timers(now=NOW + 15 * SECOND) == 1
    assert cases.fire_due_timers(now=NOW + 16 * SECOND) == 0
    case.refresh_from_db()
    assert (case.state, case.timers_fired, case.due_at) == ("waiting", 1, NOW + 30 * SECOND)
    step = Step.objects.get(case=case, number=2)
    assert (step.action, step.actor_kind, step.how) == ("ring", "system", "timer")
    assert step.evidence == {"due_at": (NOW + 15 * SECOND).isoformat()}


def test_what_was_missed_is_made_up_for_in_order(db):
    case = opened()
    assert cases.fire_due_timers(now=NOW + timedelta(hours=1)) == 3
    assert [action for _, action, _ in numbers(case)] == ["open", "ring", "ring", "lapse"]
    case.refresh_from_db()
    assert case.due_at == NOW + timedelta(hours=1) + 15 * MINUTE


def test_the_limit_holds(db):
    for _ in range(3):
        opened()
    assert cases.fire_due_timers(now=NOW + 20 * SECOND, limit=2) == 2
    assert cases.fire_due_timers(now=NOW + 20 * SECOND, limit=2) == 1


def test_a_step_stops_the_timers_of_the_state_it_leaves(db):
    case = do(opened(pace="rural"), "begin")
    assert case.due_at == NOW + 31 * MINUTE
    case = do(case, "note", now=NOW + 10 * MINUTE)
    assert case.due_at == NOW + 31 * MINUTE
    case = do(case, "again", now=NOW + 20 * MINUTE)
    assert (case.due_at, case.entered_at) == (NOW + 50 * MINUTE, NOW + MINUTE)


def test_a_hook_acts_in_the_transaction_and_may_take_a_step(db):
    seen = []

    @hooks.on_step("tests.work", "ring")
    def answer(*, case, step, by, now):
        cases.perform(case=case, action="begin", by=person(), now=now)

    @hooks.on_step("tests.work")
    def watch(*, case, step, by, now):
        seen.append(step.action)

    case = opened()
    cases.fire_due_timers(now=NOW + 15 * SECOND)
    case.refresh_from_db()
    assert case.state == "running"
    assert sorted(seen) == ["begin", "open", "ring"]


def test_a_hook_that_fails_undoes_its_step_alone(db, caplog):
    bad, good = opened(), opened()

    @hooks.on_step("tests.work", "ring")
    def fail(*, case, step, by, now):
        if case.id == bad.id:
            raise RuntimeError("姓名 王某")

    later = NOW + 20 * SECOND
    assert cases.fire_due_timers(now=later) == 2
    assert len(numbers(bad)) == 1
    assert len(numbers(good)) == 2
    bad.refresh_from_db()
    assert (bad.due_at, bad.timers_fired) == (later + MINUTE, 0)
    assert "王某" not in caplog.text
    assert str(bad.id) in caplog.text


def test_a_step_that_a_job_takes_is_whole_or_not_at_all(db, caplog):
    case = do(opened(), "begin")

    def nudged_and_closed():
        do(case, "nudge", SYSTEM)
        do(case, "close")  # the outcome is missing

    assert not cases.try_step(f"deadline of {case.id}", nudged_and_closed)
    assert [action for _, action, _ in numbers(case)] == ["open", "begin"]
    assert f"deadline of {case.id}: UnableToStep" in caplog.text
    assert cases.try_step("the next", lambda: do(case, "nudge", SYSTEM))


def test_queries_keep_to_the_scope(db):
    clerk = Actor(kind="person", label="街道", account=uuid4(), role="operator")
    inside = Scope((interval_of("410105"),), clerk, role="operator")
    outside = Scope((OUTSIDE,), clerk, role="operator")
    case = opened()
    assert reading.access_case(inside, case.id) == case
    assert reading.label_of_state(case) == "待办"
    assert [action.name for action in reading.list_actions(inside, case)] == ["begin"]
    assert [step.number for step in reading.list_steps(inside, case.id)] == [1]
    assert reading.access_case(outside, case.id) is None
    assert reading.list_steps(outside, case.id) == []
    with enter(outside):
        assert not Case.objects.filter(id=case.id).exists()
        assert not Step.objects.filter(case_id=case.id).exists()
        with pytest.raises(Case.DoesNotExist):
            do(case, "begin")


def at_once(count, act):
    """Run `act` in threads that start together; returns what each came to."""
    barrier = Barrier(count)

    def one(number):
        try:
            barrier.wait(120)
            return act(number)
        except cases.UnableToStep as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def test_of_four_who_begin_at_once_three_are_refused(committed):
    with enter(system_scope("test")):
        case = opened()

    def begin(number):
        with enter(system_scope("test")):
            return do(case, "begin", person(label=f"坐席 {number}"))

    refused = [one for one in at_once(4, begin) if isinstance(one, cases.UnableToStep)]
    assert [one.reason for one in refused] == [cases.ALREADY_DONE] * 3
    with enter(system_scope("test")):
        assert len(numbers(case)) == 2


def test_three_workers_never_fire_one_timer_twice(committed):
    with enter(system_scope("test")):
        for _ in range(6):
            opened()
    assert sum(at_once(3, lambda _: cases.fire_due_timers(now=NOW + 15 * SECOND))) == 6
    with enter(system_scope("test")):
        assert Step.objects.filter(action="ring").count() == 6
