"""What went wrong is told once, may be appealed, counts until somebody else says no; low scores lead on."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from chongyang.core.keys import new_key
from chongyang.core.models import Event
from chongyang.hotline.models import Complaint
from chongyang.quality import operations, queries
from chongyang.quality.models import Appeal, Consequence, Rating, ScoreEvent
from chongyang.quality.operations import UnableToJudge
from chongyang.quality.operations.errors import ANSWERED, APPEALED, OWN_PROVIDER, SAME_PERSON, TOO_LATE
from chongyang.services.models import ServiceProvider, YearlyCheck
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from chongyang.visits.models import Missed, Visit
from tests import factories
from tests.orders.people import ITEM
from tests.quality.people import DAY, HELPED_AT, NOW, county, employ, event, helped, make_provider, own
from tests.workforce.made import certify, make_carer

TODAY = NOW.date()


@pytest.fixture
def provider(db):
    return make_provider()


def visit(order, **columns):
    told = {
        "started_at": HELPED_AT,
        "ended_at": HELPED_AT + timedelta(hours=1),
        "verdict": "accepted",
        **columns,
    }
    return Visit.objects.create(
        order=order.id,
        number=order.number,
        person=order.person,
        area=order.area,
        organisation=order.organisation,
        item=ITEM,
        from_at=order.from_at,
        to_at=order.to_at,
        minutes=60,
        last_received_at=HELPED_AT,
        score=80,
        judged_at=HELPED_AT,
        **told,
    )


def rated(provider, stars):
    order = helped(provider)
    return Rating.objects.create(
        order=order.id,
        number=order.number,
        person=order.person,
        area=order.area,
        organisation=provider.organisation,
        item=ITEM,
        stars=stars,
        channel="own",
        account=new_key(),
        at=HELPED_AT,
    )


def missed(provider, why):
    order = helped(provider)
    told = {"order": order.id, "number": order.number, "person": order.person, "area": order.area}
    return Missed.objects.create(
        organisation=provider.organisation,
        due_at=HELPED_AT,
        told=1,
        closed_at=HELPED_AT,
        closed_why=why,
        **told,
    )


def complaint(provider, finding, review=""):
    return Complaint.objects.create(
        number=f"T{new_key().hex[-12:]}",
        came_by="call",
        area=factories.JINSHUI,
        against="provider",
        against_organisation=provider.organisation,
        content="没有来",
        level="street",
        state="closed",
        finding=finding,
        review_finding=review,
        investigator=new_key(),
        received_at=HELPED_AT,
        due_at=HELPED_AT,
        closed_at=HELPED_AT,
    )


def kinds():
    return sorted(ScoreEvent.objects.values_list("kind", flat=True))


def test_each_room_tells_what_went_wrong_and_nothing_else(provider):
    for stars in (1, 2, 3, 5):
        rated(provider, stars)
    for why in ("came", "over", "withdrawn", "late_entry"):
        missed(provider, why)
    late = timedelta(minutes=31)
    order = helped(provider)
    visit(order, started_at=order.to_at + late, ended_at=order.to_at + 2 * late)
    order = helped(provider)
    visit(order, started_at=order.to_at + timedelta(minutes=30), ended_at=order.to_at + 2 * late)
    visit(helped(provider), verdict="rejected", verified_by=new_key(), verified_at=HELPED_AT)
    complaint(provider, "upheld")
    complaint(provider, "upheld", "partly")
    complaint(provider, "upheld", "not_upheld")
    carer = make_carer(provider.organisation)
    certify(carer, "care", valid_from=date(2018, 1, 1), valid_to=TODAY)
    YearlyCheck.objects.create(
        provider=provider,
        organisation=provider.organisation,
        area=provider.area,
        year=2019,
        state="failed",
        opened_at=HELPED_AT,
        result="failed",
        decided_at=HELPED_AT,
    )
    assert operations.gather_events(now=NOW) == 10
    assert kinds() == [
        "certificate",
        "complaint",
        "complaint_partly",
        "late",
        "missed",
        "missed",
        "one_star",
        "rejected",
        "two_stars",
        "yearly_failed",
    ]
    assert operations.gather_events(now=NOW + DAY) == 0
    assert operations.gather_events(now=NOW + 40 * DAY) == 0
    told = Event.objects.filter(kind="quality.event.told")
    assert told.count() == 10
    assert {row.organisation for row in told} == {provider.organisation}
    assert {row.person for row in told} == {None}


def test_a_score_of_any_day_has_its_reasons(provider):
    event(provider, "missed", NOW)
    event(provider, "missed", NOW - 90 * DAY)
    event(provider, "missed", NOW - 500 * DAY)
    event(make_provider(), "missed", NOW)
    score = queries.score_of(provider.organisation, TODAY)
    assert score.tenths == 1000 - 40 - 20
    assert [(one.points, one.left) for one in score.reasons] == [(40, 40), (40, 20)]
    assert queries.score_of(provider.organisation, TODAY - DAY).tenths == 1000 - 20
    assert queries.score_of(provider.organisation, TODAY + 400 * DAY).tenths == 1000


def appeal(row, scope, text="当天老人住院", now=NOW):
    return operations.appeal(event=row.id, text=text, scope=scope, by=scope.actor, now=now)


def decide(row, scope, upheld=True, now=NOW):
    return operations.decide_appeal(
        appeal=row.id, upheld=upheld, answer="查实", scope=scope, by=scope.actor, now=now
    )


def test_an_upheld_appeal_takes_the_event_away(provider):
    row = event(provider)
    made = appeal(row, own(provider))
    assert made.text.plain == "当天老人住院"
    assert queries.score_of(provider.organisation, TODAY).tenths < 1000
    decide(made, county())
    assert queries.score_of(provider.organisation, TODAY).tenths == 1000
    with pytest.raises(UnableToJudge) as refused:
        decide(made, county())
    assert refused.value.reason == ANSWERED


def test_a_refused_appeal_changes_nothing(provider):
    row = event(provider)
    decide(appeal(row, own(provider)), county(), upheld=False)
    assert queries.score_of(provider.organisation, TODAY).tenths == 940
    with pytest.raises(UnableToJudge) as refused:
        appeal(row, own(provider))
    assert refused.value.reason == APPEALED


def test_too_late_and_not_its_own(provider):
    row = event(provider)
    with pytest.raises(UnableToJudge) as refused:
        appeal(row, own(provider), now=row.appeal_until + timedelta(seconds=1))
    assert refused.value.reason == TOO_LATE
    with pytest.raises(queries.NotFound):
        appeal(row, own(make_provider()))
    with pytest.raises(NotAllowed):
        appeal(row, county())
    assert not Appeal.objects.exists()


def test_another_person_decides(provider):
    judge = county()
    noted = appeal(event(provider, noted_by=judge.actor.account), own(provider))
    with pytest.raises(UnableToJudge) as refused:
        decide(noted, judge)
    assert refused.value.reason == SAME_PERSON
    near = county()
    employ(near, provider)
    with pytest.raises(UnableToJudge) as refused:
        decide(noted, near)
    assert refused.value.reason == OWN_PROVIDER
    with pytest.raises(NotAllowed):
        decide(noted, own(provider))
    other = factories.scope_of(factories.make_account(Role.COUNTY_REVIEWER, None, "410102"))
    with pytest.raises(queries.NotFound):
        decide(noted, other)


def lower(provider, times):
    for _ in range(times):
        event(provider)


def state(provider):
    return ServiceProvider.objects.get(id=provider.id).state


def test_below_the_first_line_a_warning_is_told_once(provider):
    lower(provider, 4)
    assert operations.review_scores(now=NOW) == 1
    assert operations.review_scores(now=NOW + DAY) == 0
    row = Consequence.objects.get()
    assert (row.kind, row.state, row.tenths) == ("warning", "told", 760)
    assert ServiceProvider.objects.get(id=provider.id).score == Decimal("76.4")
    assert state(provider) == "in_force"


def test_below_the_second_line_somebody_decides(provider):
    lower(provider, 7)
    operations.review_scores(now=NOW)
    row = Consequence.objects.get()
    assert (row.kind, row.state) == ("suspension", "open")
    assert state(provider) == "in_force"
    operations.review_scores(now=NOW + 60 * DAY)
    assert Consequence.objects.filter(state="open").count() == 1
    judge = county()
    told = {"proposal": row.id, "reason": "半年内多次没有上门", "by": judge.actor, "now": NOW}
    with pytest.raises(NotAllowed):
        operations.decide_proposal(accept=True, scope=own(provider), **told)
    assert queries.list_proposals(judge) == [row]
    operations.decide_proposal(accept=True, scope=judge, **told)
    assert state(provider) == "suspended"
    with pytest.raises(UnableToJudge):
        operations.decide_proposal(accept=False, scope=judge, **told)


def test_a_proposal_may_be_left(provider):
    lower(provider, 7)
    operations.review_scores(now=NOW)
    judge = county()
    row = operations.decide_proposal(
        proposal=Consequence.objects.get().id,
        accept=False,
        reason="已整改",
        scope=judge,
        by=judge.actor,
        now=NOW,
    )
    assert (row.state, state(provider)) == ("refused", "in_force")


def test_after_two_suspensions_the_proposal_is_exit(provider):
    for days in (200, 100):
        Consequence.objects.create(
            organisation=provider.organisation,
            area=provider.area,
            kind="suspension",
            tenths=500,
            on=TODAY - days * DAY,
            state="accepted",
            made_at=NOW,
            decided_by=new_key(),
            decided_at=NOW,
            reason="x",
        )
    lower(provider, 7)
    operations.review_scores(now=NOW)
    row = Consequence.objects.get(state="open")
    assert row.kind == "exit"
    judge = county()
    operations.decide_proposal(
        proposal=row.id, accept=True, reason="多次暂停", scope=judge, by=judge.actor, now=NOW
    )
    assert state(provider) == "leaving"
