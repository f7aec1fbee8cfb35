"""What scheduling throws away at night: jobs long over and wishes for days long past, and nothing else."""

from datetime import timedelta

from chongyang.scheduling import operations, tasks
from chongyang.scheduling.models import DayPlan, PlanJob, ShiftWish
from chongyang.scheduling.rules import rostering, settings
from chongyang.territory.models import Organisation
from tests.orders.people import contractor
from tests.scheduling.days import DAY, EVENING, accepted, at, make_carer, offered_by, plan
from tests.workforce.made import PLACE


def job(home, asked_at, state="done", day=DAY, **more) -> PlanJob:
    closed = None if state == "waiting" else asked_at
    told = {"organisation": home, "area": PLACE, "day": day.date(), "state": state, "seconds": 5, **more}
    return PlanJob.objects.create(asked_at=asked_at, closed_at=closed, **told)


def wish(carer, day) -> ShiftWish:
    told = {"area": carer.area, "organisation": carer.organisation, "weight": 5, "at": EVENING}
    return ShiftWish.objects.create(carer=carer.id, day=day, kind="early", **told)


def test_jobs_and_wishes_go_when_their_days_are_over_and_a_waiting_job_and_the_plan_stay(db):
    home = offered_by().organisation
    carer = make_carer(home)
    made = plan(accepted(8, 11), contractor(Organisation.objects.get(id=home)))
    kept = timedelta(days=settings.load().keep_jobs_days)
    old, edge = job(home, at(8) - kept - timedelta(seconds=1), plan=made.id), job(home, at(8) - kept)
    failed = job(home, at(8) - kept - timedelta(days=1), "failed")
    waiting = job(home, at(8) - kept - timedelta(days=1), "waiting")
    last = DAY.date() - timedelta(days=rostering.load().keep_wishes_days)
    gone, stays = wish(carer, last - timedelta(days=1)), wish(carer, last)
    assert operations.clear_old(now=at(8)) == 3
    assert set(PlanJob.objects.values_list("id", flat=True)) == {edge.id, waiting.id}
    assert {old.id, failed.id}.isdisjoint(PlanJob.objects.values_list("id", flat=True))
    assert list(ShiftWish.objects.values_list("id", flat=True)) == [stays.id] != [gone.id]
    assert DayPlan.objects.get().id == made.id
    assert operations.clear_old(now=at(8)) == 0


def test_the_clock_clears_by_itself(db):
    home = offered_by().organisation
    job(home, at(8) - timedelta(days=4000))
    assert tasks.clear(timestamp=0) == 1
    assert not PlanJob.objects.exists()
