"""A day planned by the worker: asked twice it is one, a dead worker's is gone on with, failures in words."""

from functools import partial

import pytest
from django.db import IntegrityError, transaction

from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.scheduling import handlers, operations, queries
from chongyang.scheduling.models import DayPlan, PlanJob
from chongyang.scheduling.operations import UnableToPlan, jobs, planning
from chongyang.scheduling.queries.rosters import NoRoster
from chongyang.territory.models import Organisation, Post
from tests.emergency.races import as_system, together
from tests.orders.people import contractor
from tests.scheduling.days import DAY, EVENING, accepted, at, dispatcher, make_carer, offered_by, told


class Killed(BaseException):
    """No error of the program: its transaction is rolled back, and nobody answers it."""


@pytest.fixture
def home(db):
    return offered_by().organisation


@pytest.fixture
def own(home):
    return long_since(contractor(Organisation.objects.get(id=home)))


def ask(scope, **more) -> list[PlanJob]:
    return operations.ask_plan(day=DAY.date(), **told(scope), **more)


def long_since(scope):
    """Her post began before the days of these tests."""
    Post.objects.filter(account=scope.actor.account).update(valid_from=at(-24 * 365))
    return scope


def run(rounds: int = 60) -> PlanJob | None:
    return operations.run_next(clock=lambda: EVENING, rounds=rounds)


def test_two_clicks_are_one_job_and_its_plan_is_kept(home, own):
    make_carer(home)
    accepted(8, 11)
    first, again = ask(own, organisation=home), ask(dispatcher())
    assert [one.id for one in first] == [one.id for one in again]
    done = run()
    plan = DayPlan.objects.get()
    assert (done.state, done.plan, plan.visits, plan.account) == ("done", plan.id, 1, own.actor.account)
    assert run() is None
    assert ask(own, organisation=home)[0].id != done.id
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanJob.objects.create(
            organisation=home, area=1, day=DAY.date(), state="waiting", seconds=1, asked_at=EVENING
        )


def test_what_cannot_be_planned_is_refused_in_words(home, own):
    with pytest.raises(UnableToPlan, match="不用排"):
        ask(own)
    order = accepted(8, 11)
    with pytest.raises(UnableToPlan, match="已经过去"):
        operations.ask_plan(day=DAY.date(), scope=own, by=own.actor, now=at(24))
    stranger = contractor(Organisation.objects.get(id=offered_by().organisation))
    with pytest.raises(NoRoster):
        ask(stranger, organisation=order.organisation)
    ask(own)
    assert queries.newest_jobs(stranger, DAY.date()) == []
    Post.objects.filter(account=own.actor.account).delete()
    failed = run()
    assert (failed.state, "不在这个岗位" in failed.reason, DayPlan.objects.count()) == ("failed", True, 0)


def test_a_crash_is_told_and_a_job_that_kills_its_worker_is_given_up(home, own, monkeypatch):
    make_carer(home)
    accepted(8, 11)
    ask(own)
    monkeypatch.setattr(jobs, "plan_day", lambda **_: 1 / 0)
    failed = run()
    assert (failed.state, "系统出错" in failed.reason) == ("failed", True)
    ask(own)
    PlanJob.objects.filter(state="waiting").update(tries=jobs.MOST_TRIES)
    failed = run()
    assert (failed.state, failed.words) == ("failed", {"tries": "3"})


def test_a_killed_worker_leaves_a_job_that_the_next_goes_on_with(committed, monkeypatch):
    def made():
        home = offered_by().organisation
        make_carer(home)
        accepted(8, 11)
        scope = long_since(contractor(Organisation.objects.get(id=home)))
        return ask(scope)[0]

    job = as_system(made)
    seen: list[tuple[str, int]] = []
    real = planning.solving.solve

    def killed(*told, **more):
        """The worker ends in the midst of the search; others see how far it was."""
        seen.append(other())
        raise Killed

    def other() -> tuple[str, int]:
        (found,) = together(partial(as_system, lambda: PlanJob.objects.get(id=job.id)))
        return found.stage, found.tries

    monkeypatch.setattr(planning.solving, "solve", killed)
    with pytest.raises(Killed):
        operations.run_next(clock=lambda: EVENING)
    assert seen == [("searching", 1)]
    assert as_system(lambda: PlanJob.objects.get(id=job.id).state) == "waiting"
    monkeypatch.setattr(planning.solving, "solve", real)
    done = operations.run_next(clock=lambda: EVENING, rounds=60)
    assert (done.state, done.tries) == ("done", 2)
    with enter(system_scope("test")):
        assert DayPlan.objects.count() == 1


def test_a_second_worker_leaves_a_running_job_alone(committed, monkeypatch):
    def made():
        home = offered_by().organisation
        make_carer(home)
        accepted(8, 11)
        return ask(long_since(contractor(Organisation.objects.get(id=home))))

    as_system(made)
    beside: list[PlanJob | None] = []
    real = planning.solving.solve

    def meanwhile(*told, **more):
        beside.extend(together(lambda: operations.run_next(clock=lambda: EVENING)))
        return real(*told, **more)

    monkeypatch.setattr(planning.solving, "solve", meanwhile)
    assert operations.run_next(clock=lambda: EVENING, rounds=60).state == "done"
    assert beside == [None]
    handlers.plan_days()
