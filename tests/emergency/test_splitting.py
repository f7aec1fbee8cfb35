"""Splitting, merging, re-opening: what belongs together, by whose word, and that both chains say so."""

from datetime import timedelta

import pytest

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.core.scopes import system_scope
from chongyang.emergency import operations as emergency
from chongyang.emergency import queries
from chongyang.emergency.models import Incident, Link, OriginMove
from chongyang.emergency.operations import UnableToReopen, UnableToSplit
from chongyang.emergency.rules.chain import ChainLink
from chongyang.emergency.rules.outcomes import Outcome
from chongyang.emergency.rules.reopening import rules, why_not
from chongyang.territory.enums import Role
from tests import factories
from tests.emergency.test_way_of_an_alarm import press

SAID = "第一条是邻居误按"


@pytest.fixture
def elder(db):
    return factories.make_elder()


@pytest.fixture
def seat(db):
    scope = factories.scope_of(factories.make_operator())
    with enter(scope):
        yield scope


def two_presses(elder, apart=timedelta(minutes=2)):
    first = press(elder, at=now() - apart)
    press(elder)
    return first, queries.origins_of(first)


def split(incident, seat, origins, **words):
    said = {"reason": SAID, **words}
    return emergency.split(
        incident=incident.id, origins=[one.id for one in origins], scope=seat, now=now(), **said
    )


def test_the_wrong_elders_report_becomes_an_incident_of_hers(elder, seat):
    other = factories.make_elder(name="王桂芝")
    incident, reports = two_presses(elder)
    made = split(incident, seat, reports[:1], person=other.id)
    assert (made.person, made.split_from_id, made.state) == (other.id, incident.id, "open")
    assert made.opened_at == reports[0].received_at
    assert [one.id for one in queries.origins_of(made)] == [reports[0].id]
    assert [one.id for one in queries.origins_of(incident)] == [reports[1].id]
    move = OriginMove.objects.get()
    assert (move.reason, move.account) == (SAID, seat.actor.account)
    assert Event.objects.filter(kind="emergency.incident.split", subject=incident.id).count() == 1


def test_both_chains_are_corrected_by_new_lines(elder, seat):
    incident, reports = two_presses(elder)
    before = Link.objects.filter(incident=incident).count()
    made = split(incident, seat, reports[:1], person=factories.make_elder().id)
    chain = {one.link: one for one in queries.response_chain(seat, incident.id)}
    assert chain[ChainLink.RECEIVED].at == reports[1].received_at
    assert chain[ChainLink.PRESSED].at == reports[1].said_at
    assert Link.objects.filter(incident=incident).count() == before + 2
    old = Link.objects.get(incident=incident, link="received", corrects=None)
    assert old.at == reports[0].received_at
    own = {one.link: one for one in queries.response_chain(seat, made.id)}
    assert own[ChainLink.RECEIVED].at == reports[0].received_at


def test_a_second_emergency_of_the_same_elder_is_of_another_kind(elder, seat):
    incident, reports = two_presses(elder)
    with pytest.raises(UnableToSplit, match="同类事件只能有一个"):
        split(incident, seat, reports[1:], person=elder.id)
    made = split(incident, seat, reports[1:], person=elder.id, kind="gas")
    assert (made.person, made.kind) == (elder.id, "gas")


def test_what_is_split_off_joins_the_incident_that_is_open_already(elder, seat):
    other = factories.make_elder()
    hers = press(other)
    incident, reports = two_presses(elder)
    assert split(incident, seat, reports[1:], person=other.id).id == hers.id
    assert len(queries.origins_of(hers)) == 2
    assert Incident.objects.count() == 2


def test_a_report_moved_twice_belongs_to_the_last(elder, seat):
    incident, reports = two_presses(elder)
    made = split(incident, seat, reports[1:], person=factories.make_elder().id)
    press(factories.make_elder())
    third = factories.make_elder()
    press_of_made = queries.origins_of(made)
    with pytest.raises(UnableToSplit, match="至少留下一条"):
        split(made, seat, press_of_made, person=third.id)
    assert [one.id for one in queries.origins_of(incident)] == [reports[0].id]


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_split_without_a_reason_is_refused(elder, seat, reason):
    incident, reports = two_presses(elder)
    with pytest.raises(UnableToSplit, match="理由"):
        split(incident, seat, reports[:1], reason=reason)
    assert not OriginMove.objects.exists()


def test_an_origin_of_another_incident_is_refused(elder, seat):
    incident, _ = two_presses(elder)
    _, others = two_presses(factories.make_elder())
    with pytest.raises(UnableToSplit, match="请选择"):
        split(incident, seat, others[:1])


def test_an_unknown_person_is_split_off_without_a_name(elder, seat):
    incident, reports = two_presses(elder)
    made = split(incident, seat, reports[1:])
    assert made.person is None
    assert made.file == made.id


def test_merging_takes_the_graver_level_and_unmerging_links_stay(elder, seat):
    survivor, gas = press(elder), press(elder, kind="gas")
    for one, answers in ((survivor, {"fell": True}), (gas, {"gas": True})):
        emergency.acknowledge(incident=one.id, scope=seat, now=now())
        emergency.triage(incident=one.id, answers=answers, scope=seat, now=now())
    emergency.merge(incident=gas.id, into=survivor.id, reason="同一件事", scope=seat, now=now())
    survivor.refresh_from_db()
    assert survivor.level == "P0"
    assert [one.id for one in queries.list_related(seat, survivor)] == [gas.id]


def test_candidates_for_a_merge_are_hers_first_then_near_and_lately(elder, seat):
    incident = press(elder)
    near = press(factories.make_elder())
    press(factories.make_elder(longitude=114.2))
    hers = press(elder, kind="fall")
    found = queries.list_merge_candidates(seat, incident, now())
    assert [one.id for one in found] == [hers.id, near.id]


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("role", "outcome", "closed_ago", "may"),
    [
        ("operator", "solved", timedelta(hours=23), True),
        ("operator", "solved", timedelta(hours=25), False),
        ("operator", "dead", timedelta(hours=1), False),
        ("shift_lead", "dead", timedelta(hours=1), True),
        ("shift_lead", "solved", 29 * DAY, True),
        ("shift_lead", "solved", 31 * DAY, False),
        ("grid_worker", "solved", timedelta(hours=1), False),
        ("shift_lead", "duplicate", timedelta(hours=1), False),
    ],
)
def test_the_rules_of_reopening(role, outcome, closed_ago, may):
    at = now()
    assert (why_not(role=role, outcome=outcome, closed_at=at - closed_ago, now=at) == "") is may


def test_every_outcome_but_the_duplicate_can_be_opened_by_somebody():
    assert frozenset().union(*(rule.outcomes for rule in rules())) == set(Outcome) - {Outcome.DUPLICATE}


def test_an_operator_comes_too_late_and_the_shift_lead_does_not(elder, seat):
    incident = press(elder)
    emergency.acknowledge(incident=incident.id, scope=seat, now=now())
    emergency.close(incident=incident.id, outcome="solved", scope=seat, now=now())
    later = now() + timedelta(hours=30)
    with pytest.raises(UnableToReopen, match="时限"):
        emergency.reopen(incident=incident.id, reason="家属来电", scope=seat, now=later)
    with enter(system_scope("test")):
        lead = factories.scope_of(factories.make_account(Role.SHIFT_LEAD))
    with enter(lead):
        row = emergency.reopen(incident=incident.id, reason="家属来电", scope=lead, now=later)
    assert row.state == "acknowledged"
