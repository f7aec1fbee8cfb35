"""The ledger's figures against a calculation by hand; corrections, re-openings, merges; who is told what."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.keys import new_key
from chongyang.core.models import Event
from chongyang.core.scopes import system_scope
from chongyang.emergency import operations as emergency
from chongyang.emergency import queries
from chongyang.emergency.models import Incident, IncidentTimes, Link
from chongyang.emergency.operations import UnableToCorrect, UnableToExport, times
from chongyang.emergency.rules import ledger
from chongyang.emergency.rules.chain import ChainLink, beginning
from chongyang.emergency.rules.ledger import By, Choice, Order, Sought
from chongyang.emergency.rules.outcomes import Outcome
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from chongyang.territory.rules.small_cells import Cover
from tests import factories
from tests.emergency.test_way_of_an_alarm import DEVICE, press

START = datetime(2026, 3, 1, 4, tzinfo=UTC)
ALL = Choice(since=START - timedelta(days=3), until=START + timedelta(days=90))
AREAS = (factories.JINSHUI, factories.ZHONGYUAN, 410105002001)
SYSTEM = system_scope("test")


@pytest.fixture
def elder(db):
    return factories.make_elder()


def scope_for(role):
    return factories.scope_of(factories.make_account(role))


@pytest.fixture
def lead(db):
    scope = scope_for(Role.SHIFT_LEAD)
    with enter(scope):
        yield scope


def lately():
    return Choice(since=now() - timedelta(days=2), until=now() + timedelta(days=1))


def made(area, opened_at, chain, *, merged_into=None, kind="sos"):
    """An incident as its links say; None: not reached."""
    key = new_key()
    row = Incident.objects.create(
        id=key,
        number=str(key)[-18:],
        kind=kind,
        source="device",
        subject_key=f"t:{key}",
        area=area,
        file=key,
        state="merged" if merged_into else "closed",
        level="P1",
        opened_at=opened_at,
        closed_at=opened_at + timedelta(hours=1),
        outcome="solved",
        merged_into=merged_into,
    )
    Link.objects.bulk_create(
        Link(incident=row, link=name, at=at, actor="t", how="t", area=area) for name, at in chain.items()
    )
    times.measure([row.id, (merged_into or row).id], now=opened_at)
    return row


def chain_of(opened, pressed_before, answer, door):
    told = {ChainLink.PRESSED: opened - timedelta(seconds=pressed_before), ChainLink.RECEIVED: opened}
    if answer is not None:
        told[ChainLink.ANSWERED] = opened + timedelta(seconds=answer)
    if door is not None:
        told[ChainLink.ARRIVED] = opened + timedelta(seconds=door)
    return told


def rank(numbers, share):
    """The interpolated percentile, written again."""
    place = share * (len(numbers) - 1)
    low = int(place)
    high = min(low + 1, len(numbers) - 1)
    return numbers[low] + (numbers[high] - numbers[low]) * (place - low)


def by_hand(needs, link):
    """Each need, of one chain or of several merged, from its first believed beginning to its first end."""
    spans = []
    for chains in needs:
        if ends := [chain[link] for chain in chains if link in chain]:
            began = min(at for chain in chains if (at := beginning(chain)))
            spans.append(max((min(ends) - began).total_seconds(), 0))
    return (rank(sorted(spans), 0.5), rank(sorted(spans), 0.9)) if spans else None


SECONDS = st.none() | st.integers(min_value=0, max_value=4000)
ONE = st.tuples(
    st.sampled_from(AREAS),
    st.integers(min_value=0, max_value=60),
    st.integers(min_value=-9000, max_value=9000),
    SECONDS,
    SECONDS,
    st.booleans(),
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ONE, max_size=12))
def test_figures_are_those_of_a_calculation_by_hand(db, drawn):
    with transaction.atomic():
        needs, former = [], None
        for area, day, before, answer, door, joins in drawn:
            opened = START + timedelta(days=day)
            chain = chain_of(opened, before, answer, door)
            into = former if joins else None
            row = made(area, opened, chain, merged_into=into)
            if into:
                needs[-1].append(chain)
            else:
                former, needs = row, [*needs, [chain]]
        _compare(needs)
        transaction.set_rollback(True)


def _compare(needs):
    figures = queries.get_figures(SYSTEM, ALL, By.MONTH, now=START)
    total = figures.total
    assert total.incidents == len(needs)
    for name, link in (("answer", ChainLink.ANSWERED), ("door", ChainLink.ARRIVED)):
        told, wanted = getattr(total, name), by_hand(needs, link)
        assert told is None if wanted is None else told == pytest.approx(wanted, abs=1e-6)
    for by in By:
        groups = queries.get_figures(SYSTEM, ALL, by, now=START).groups
        assert sum(one.incidents for one in groups) == total.incidents
        assert sum(one.arrived for one in groups) == total.arrived
        assert sum(one.never_answered for one in groups) == total.never_answered
    spread = queries.get_spread(SYSTEM, ALL, now=START)
    assert (sum(spread["answer"]), sum(spread["door"])) == (total.answered, total.arrived)


def test_the_words_of_the_targets_are_translated():
    names = (ledger.ANSWER_TARGET, ledger.DOOR_TARGET, ledger.DOOR_TARGET_RURAL)
    told = {word for name in names for word in (ledger.target(name).label, ledger.target(name).source)}
    assert told == set(ledger.WORDS_OF_TARGETS)


def test_each_link_is_measured_as_it_is_reached(elder, lead):
    incident = press(elder, at=now() - timedelta(minutes=3))
    row = IncidentTimes.objects.get(incident=incident.id)
    assert (row.answer_seconds, row.closed_at, row.file) == (None, None, elder.id)
    emergency.acknowledge(incident=incident.id, scope=lead, now=now())
    row.refresh_from_db()
    assert row.answer_seconds == pytest.approx(180, abs=10)
    emergency.triage(incident=incident.id, answers={"fell": True}, scope=lead, now=now())
    emergency.close(incident=incident.id, outcome=Outcome.SOLVED.value, scope=lead, now=now())
    row.refresh_from_db()
    incident.refresh_from_db()
    assert (row.closed_at, row.outcome, row.level) == (incident.closed_at, "solved", incident.level)


def test_a_clock_wrong_by_a_day_is_marked_and_reckoned_from_the_receipt(elder, lead):
    moment = now()
    with enter(SYSTEM):
        incident = emergency.receive(
            kind="sos",
            source="device",
            subject_key="",
            area=elder.area,
            person=elder.id,
            reference=new_key(),
            device=new_key(),
            said_at=moment - timedelta(days=1),
            received_at=moment,
            by=DEVICE,
        )
    row = IncidentTimes.objects.get(incident=incident.id)
    assert row.is_clock_wrong
    assert row.began_at == incident.opened_at
    first = queries.list_links(lead, incident.id)[0]
    assert (first.link, first.is_clock_wrong) == (ChainLink.PRESSED, True)
    found = queries.list_register(lead, replace(lately(), sought=Sought.CLOCK_WRONG.value))
    assert [one.id for one in found] == [row.id]


def correct(incident, lead, link="answered", at=None, reason="值班记录有误"):
    return emergency.correct_link(
        incident=incident.id, link=link, at=at, reason=reason, scope=lead, now=now()
    )


def test_a_correction_is_a_new_line_and_the_first_stays_visible(elder, lead):
    incident = press(elder, at=now() - timedelta(minutes=3))
    emergency.acknowledge(incident=incident.id, scope=lead, now=now())
    earlier = incident.opened_at + timedelta(seconds=20)
    correct(incident, lead, at=earlier)
    answered = next(one for one in queries.list_links(lead, incident.id) if one.link == "answered")
    assert (answered.line.at, answered.line.reason) == (earlier, "值班记录有误")
    assert answered.line.evidence["account"] == str(lead.actor.account)
    assert len(answered.former) == 1
    assert Link.objects.filter(incident=incident, link="answered").count() == 2
    row = IncidentTimes.objects.get(incident=incident.id)
    assert row.answer_seconds == pytest.approx(20, abs=5)
    assert row.corrections == 1
    payload = Event.objects.get(kind="emergency.link.corrected").payload
    assert "值班记录有误" not in str(payload)
    assert payload["new"] == earlier.isoformat()


def test_an_arrival_that_never_was_is_taken_back_and_may_come_again(elder, lead):
    incident = press(elder, at=now() - timedelta(minutes=3))
    correct(incident, lead, link="arrived", at=now() - timedelta(minutes=1), reason="电话补记")
    assert IncidentTimes.objects.get(incident=incident.id).door_seconds == pytest.approx(120, abs=10)
    correct(incident, lead, link="arrived", reason="走错门")
    assert IncidentTimes.objects.get(incident=incident.id).door_seconds is None
    arrived = next(one for one in queries.list_links(lead, incident.id) if one.link == "arrived")
    assert arrived.line is None
    assert [one.is_void for one in arrived.former] == [False, True]
    assert next(one for one in queries.response_chain(lead, incident.id) if one.link == "arrived").at is None


def test_a_link_taken_back_is_reached_again_by_its_step(elder, lead):
    incident = press(elder)
    correct(incident, lead, link="answered", at=now(), reason="误记")
    correct(incident, lead, link="answered", reason="误记")
    emergency.acknowledge(incident=incident.id, scope=lead, now=now())
    answered = next(one for one in queries.list_links(lead, incident.id) if one.link == "answered")
    assert answered.line is not None
    assert IncidentTimes.objects.get(incident=incident.id).answer_seconds is not None


@pytest.mark.parametrize(
    ("link", "at", "reason", "says"),
    [
        ("answered", timedelta(hours=1), "理由", "不能晚于现在"),
        ("answered", -timedelta(hours=1), "理由", "不能早于收到"),
        ("answered", -timedelta(0), "  ", "理由"),
        ("received", -timedelta(0), "理由", "平台记录"),
        ("nonsense", -timedelta(0), "理由", "平台记录"),
        ("arrived", None, "理由", "本来就没有"),
    ],
)
def test_a_correction_without_sense_is_refused(elder, lead, link, at, reason, says):
    incident = press(elder)
    moment = None if at is None else now() + at
    with pytest.raises(UnableToCorrect, match=says):
        correct(incident, lead, link=link, at=moment, reason=reason)
    assert not Link.objects.filter(written_at__isnull=False).exists()


def test_an_operator_corrects_nothing(elder):
    incident, scope = press(elder), scope_for(Role.OPERATOR)
    with enter(scope), pytest.raises(NotAllowed):
        correct(incident, scope, at=now())


def test_a_closed_incident_that_is_opened_again_is_open_in_the_ledger(elder, lead):
    incident = press(elder)
    emergency.acknowledge(incident=incident.id, scope=lead, now=now())
    emergency.close(incident=incident.id, outcome=Outcome.SOLVED.value, scope=lead, now=now())
    emergency.reopen(incident=incident.id, reason="老人又来电", scope=lead, now=now())
    row = IncidentTimes.objects.get(incident=incident.id)
    assert row.closed_at is None
    emergency.close(incident=incident.id, outcome=Outcome.SOLVED.value, scope=lead, now=now())
    row.refresh_from_db()
    incident.refresh_from_db()
    assert row.closed_at == incident.closed_at
    assert queries.get_figures(lead, lately(), By.KIND, now=now()).total.incidents == 1


def test_merged_incidents_count_once_from_the_first_press(elder, lead):
    first, second = press(elder, at=now() - timedelta(minutes=4)), press(elder, kind="gas")
    emergency.acknowledge(incident=second.id, scope=lead, now=now())
    assert queries.get_figures(lead, lately(), By.KIND, now=now()).total.incidents == 2
    emergency.acknowledge(incident=first.id, scope=lead, now=now())
    emergency.merge(incident=first.id, into=second.id, reason="同一件事", scope=lead, now=now())
    total = queries.get_figures(lead, lately(), By.KIND, now=now()).total
    assert total.incidents == 1
    assert total.answer[0] == pytest.approx(240, abs=10)
    emergency.unmerge(incident=first.id, reason="两件事", scope=lead, now=now())
    assert queries.get_figures(lead, lately(), By.KIND, now=now()).total.incidents == 2
    assert IncidentTimes.objects.get(incident=second.id).answer_seconds < 10


def test_the_rows_made_anew_are_the_rows_kept(elder, lead):
    incident = press(elder, at=now() - timedelta(minutes=3))
    emergency.acknowledge(incident=incident.id, scope=lead, now=now())
    kept = IncidentTimes.objects.filter(incident=incident.id).values().get()
    with enter(SYSTEM):
        IncidentTimes.objects.all().delete()
        assert times.measure_all(now=now()) == 1
        assert times.measure_all(now=now()) == 0
        assert times.measure_all(now=now(), only_missing=False) == 1
        assert IncidentTimes.objects.filter(incident=incident.id).values().get() == kept


def several(area, number, kind="sos"):
    for place in range(number):
        made(area, START, chain_of(START, 1, 30 + place, None), kind=kind)


def test_small_groups_are_covered_for_who_may_know_no_person(db):
    several(factories.JINSHUI, 7)
    several(factories.ZHONGYUAN, 2)
    leader, reviewer = scope_for(Role.DEPUTY_LEADER), scope_for(Role.CITY_REVIEWER)
    told = queries.get_figures(leader, ALL, By.COUNTY, now=now())
    assert [one.cover for one in told.groups] == [Cover.SMALL, Cover.TELLS_ANOTHER]
    assert {one.incidents for one in told.groups} == {0}
    assert told.total.incidents == 9
    narrow = replace(ALL, area=(factories.ZHONGYUAN, factories.ZHONGYUAN))
    assert queries.get_figures(leader, narrow, By.KIND, now=now()).total.cover is Cover.SMALL
    with enter(reviewer):
        open_groups = queries.get_figures(reviewer, ALL, By.COUNTY, now=now()).groups
    assert [one.incidents for one in open_groups] == [2, 7]
    assert queries.list_register(leader, ALL) == []


def test_a_reviewer_of_another_county_sees_nothing_of_it(db):
    several(factories.JINSHUI, 6)
    outsider = factories.scope_of(factories.make_account(Role.COUNTY_REVIEWER, None, "410102"))
    with enter(outsider):
        assert queries.get_figures(outsider, ALL, By.STREET, now=now()).total.incidents == 0
        assert queries.list_register(outsider, ALL) == []
        row = IncidentTimes.objects.first()
        assert row is None


def test_pages_follow_each_other_without_gap(db):
    for place in range(7):
        made(factories.JINSHUI, START, chain_of(START, 1, 30 + place // 2, None))
    for order in (Order.NEWEST, Order.ANSWER):
        seen, after = [], None
        while rows := queries.list_register(SYSTEM, ALL, order, limit=3, after=after):
            seen += [row.id for row in rows]
            after = queries.place_of(rows[-1], order)
        assert len(seen) == len(set(seen)) == 7
    slow = queries.list_register(SYSTEM, ALL, Order.ANSWER)
    taken = [row.answer_seconds or 0 for row in slow]
    assert taken == sorted(taken, reverse=True)
    assert queries.list_register(SYSTEM, ALL, Order.DOOR) == []


def test_an_export_needs_a_purpose_and_is_written_down(db):
    several(factories.JINSHUI, 2)
    scope = scope_for(Role.CITY_REVIEWER)
    with enter(scope):
        with pytest.raises(UnableToExport, match="用途"):
            emergency.begin_ledger_export(choice=ALL, form="csv", purpose="", scope=scope, now=now())
        assert (
            emergency.begin_ledger_export(choice=ALL, form="csv", purpose="audit", scope=scope, now=now())
            == 2
        )
    event = Event.objects.get(kind="emergency.ledger.exported")
    assert (event.purpose, event.payload["rows"]) == ("audit", 2)
    clerk = scope_for(Role.STREET_CLERK)
    with enter(clerk), pytest.raises(NotAllowed):
        emergency.begin_ledger_export(choice=ALL, form="csv", purpose="audit", scope=clerk, now=now())
