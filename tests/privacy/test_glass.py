"""Broken glass: at once, for an hour, marked, told to all, and reviewed by somebody else."""

import contextlib
from datetime import timedelta

import pytest

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.models import Case, Event
from chongyang.core.operations import cases
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.scopes import Actor, system_scope
from chongyang.privacy import operations, queries
from chongyang.privacy.models import Finding, GlassBreak
from chongyang.privacy.operations import watching
from chongyang.registry import operations as registry
from chongyang.registry.models import Contact, Elder, Profile
from chongyang.registry.queries import NotFound
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from tests import factories
from tests.privacy import people

WORDS = "老人在我们窗口突发头晕，急需联系家属"


@pytest.fixture
def elder(db):
    row = factories.make_elder(area=factories.ZHONGYUAN)
    factories.make_contact(row)
    return row


@pytest.fixture
def clerk(db):
    return people.clerk()


def break_for(account, elder, at=None, **more):
    who = people.scope(account)
    said = {"identity": elder.identity_number.plain, "reason": "life", "words": WORDS, **more}
    with enter(who):
        return operations.break_glass(scope=who, now=at or now(), **said)


def test_the_file_is_open_at_once_and_every_reading_is_marked(clerk, elder):
    with pytest.raises(NotFound):
        people.read(clerk, elder)
    glass = break_for(clerk, elder)
    people.read(clerk, elder)
    who = people.scope(clerk)
    with enter(who):
        registry.reveal(
            elder_id=elder.id, field="phone", purpose="contact", scope=who, by=who.actor, now=now()
        )
    with enter(system_scope("test")):
        marked = [
            row.payload.get("glass")
            for row in Event.objects.filter(person=elder.id, kind__startswith="registry.f")
        ]
        assert marked == [str(glass.id)] * 2
        assert len(queries.readings_under(glass, system_scope("test"))) == 2
        asked = Event.objects.get(kind="registry.identity.asked", actor_account=clerk.id)
        assert asked.person == elder.id


def test_after_an_hour_the_rows_themselves_are_out_of_reach(clerk, elder):
    start = now()
    break_for(clerk, elder, at=start)
    within = people.scope(clerk, start + timedelta(minutes=59))
    after = people.scope(clerk, start + timedelta(minutes=60))
    with enter(within):
        assert Elder.objects.filter(id=elder.id).exists()
        assert Contact.objects.filter(person=elder.id).exists()
    with enter(after):
        assert not Elder.objects.filter(id=elder.id).exists()
        assert not Profile.objects.filter(id=elder.id).exists()
        assert not Contact.objects.filter(person=elder.id).exists()
        with pytest.raises(NotFound):
            registry.read_file(
                elder_id=elder.id,
                purpose="service",
                scope=after,
                by=after.actor,
                now=start + timedelta(hours=1),
            )


def test_saying_it_twice_opens_it_once(clerk, elder):
    assert break_for(clerk, elder).id == break_for(clerk, elder).id
    with enter(system_scope("test")):
        assert GlassBreak.objects.count() == 1


def test_the_opener_ends_it_early(clerk, elder):
    glass = break_for(clerk, elder)
    who = people.scope(clerk)
    with enter(who):
        operations.end_glass(glass=glass.id, scope=who, now=now())
    with pytest.raises(NotFound):
        people.read(clerk, elder)
    other = people.scope(people.clerk())
    with enter(other), pytest.raises(queries.NotFound):
        operations.end_glass(glass=glass.id, scope=other, now=now())


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reason": "curiosity"}, "reason"),
        ({"words": "急 急 急"}, "words"),
        ({"identity": "410105194103080000"}, "identity"),
        ({"identity": "abc"}, "identity"),
    ],
)
def test_what_is_refused(clerk, elder, wrong, field):
    with pytest.raises(operations.UnableToHandle) as refused:
        break_for(clerk, elder, **wrong)
    assert set(refused.value.faults) == {field}


def test_a_number_that_nobody_has_and_a_file_in_reach_are_refused_with_a_trace(clerk):
    own = factories.make_elder()
    nobody = factories.identity_number()
    for number in (own.identity_number.plain, nobody):
        who = people.scope(clerk)
        with enter(who), pytest.raises(operations.UnableToHandle):
            operations.break_glass(identity=number, reason="life", words=WORDS, scope=who, now=now())


def test_a_refused_question_leaves_its_trace(clerk):
    who = people.scope(clerk)
    with enter(who), contextlib.suppress(operations.UnableToHandle):
        operations.break_glass(
            identity=factories.identity_number(), reason="life", words=WORDS, scope=who, now=now()
        )
    with enter(system_scope("test")):
        assert Event.objects.get(actor_account=clerk.id, kind="registry.identity.asked").purpose == "glass"


def test_only_roles_that_may(elder):
    for account in (people.steward(), people.family_of(elder), people.auditor()):
        with pytest.raises(NotAllowed):
            break_for(account, elder)


def review(account, glass, verdict="justified"):
    who = people.scope(account)
    with enter(who):
        return operations.review_glass(
            glass=glass.id, verdict=verdict, reason="核对过来访登记", scope=who, now=now()
        )


def test_somebody_else_closes_the_review(clerk, elder):
    glass = break_for(clerk, elder)
    with pytest.raises(NotAllowed):
        review(clerk, glass)
    closed = review(people.auditor(), glass)
    assert (closed.state, closed.verdict) == ("closed", "justified")
    with pytest.raises(UnableToStep):
        review(people.steward(), glass)


def test_a_supervisor_elsewhere_does_not_find_it(clerk, elder):
    glass = break_for(clerk, elder)
    with pytest.raises(queries.NotFound):
        review(people.auditor("410181"), glass)


def test_the_opener_cannot_review_in_another_post(clerk, elder):
    glass = break_for(clerk, elder)
    with pytest.raises(operations.UnableToHandle) as refused:
        review(people.become(clerk, Role.DATA_STEWARD), glass)
    assert refused.value.faults == {"glass": "不能复核自己的应急调阅。"}
    with enter(system_scope("test")):
        assert GlassBreak.objects.get(id=glass.id).state == "waiting"


@pytest.mark.parametrize("opener_acts", [True, False])
def test_nor_does_a_delegate_review_for_the_opener_or_the_opener_for_another(clerk, elder, opener_acts):
    case, other = Case.objects.get(id=break_for(clerk, elder).id), people.auditor()
    acts, principal = (clerk, other) if opener_acts else (other, clerk)
    by = Actor("person", "test", acts.id, Role.AUDITOR.value)
    words = {"how": "desk", "reason": "核对过来访登记", "facts": {"verdict"}}
    with enter(system_scope("test")), pytest.raises(UnableToStep) as refused:
        cases.perform(case=case, action="review", by=by, now=now(), on_behalf_of=principal.id, **words)
    assert refused.value.reason == "同一人不得办理同一事项的两个环节"


def test_abuse_ends_the_access_and_is_a_finding(clerk, elder):
    glass = break_for(clerk, elder)
    people.read(clerk, elder)
    review(people.auditor(), glass, "abused")
    with pytest.raises(NotFound):
        people.read(clerk, elder)
    with enter(system_scope("test")):
        found = Finding.objects.get(rule="glass_abused")
    assert (found.account, found.person, found.state) == (clerk.id, elder.id, "open")


def test_a_late_review_is_escalated(clerk, elder):
    start = now()
    glass = break_for(clerk, elder, at=start)
    assert cases.fire_due_timers(now=start + timedelta(hours=73)) >= 1
    with enter(system_scope("test")):
        assert GlassBreak.objects.get(id=glass.id).state == "late"
    assert review(people.auditor(), glass).state == "closed"


def test_the_family_is_told(clerk, elder):
    break_for(clerk, elder)
    who = people.scope(people.family_of(elder))
    with enter(who):
        assert [row.reason for row in queries.glasses_of(who, [elder.id])] == ["life"]
        assert [row.kind for row in _looks(who, elder)][:1] == ["privacy.glass.open"]
    stranger = people.scope(people.family_of(factories.make_elder()))
    with enter(stranger):
        assert queries.glasses_of(stranger, [elder.id]) == []


def _looks(who, elder):
    from chongyang.registry.queries import who_read

    return who_read(who, elder.id)


def rules_found():
    with enter(system_scope("test")):
        return sorted(Finding.objects.values_list("rule", flat=True))


@pytest.fixture
def watched(monkeypatch):
    """Events of this transaction are looked at: another run on this cluster may hold one open."""
    whole = watching.FRESH.replace("AND xid < pg_snapshot_xmin(pg_current_snapshot())", "")
    monkeypatch.setattr(watching, "FRESH", whole)


def test_a_reading_under_broken_glass_is_counted_once(clerk, elder, watched):
    break_for(clerk, elder)
    people.read(clerk, elder)
    operations.watch_readings(now=now())
    assert rules_found() == []
    with enter(system_scope("test")):
        assert GlassBreak.objects.filter(state="waiting").count() == 1


def test_the_hour_is_not_stretched_unseen(clerk, elder, watched):
    start = now() - timedelta(hours=2)
    break_for(clerk, elder, at=start)
    break_for(clerk, elder, at=start + timedelta(minutes=61))
    operations.watch_readings(now=now())
    assert rules_found() == ["glass_again"]
