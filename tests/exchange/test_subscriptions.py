"""Changes to a department: signed, in order, again until taken, dead letters seen, late registration."""

import hashlib
import hmac
import json
from datetime import timedelta

import pytest

from chongyang.core import events, outbox
from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.models import OutboxMessage
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.exchange import operations
from chongyang.exchange.models import Subscription, ToldChange
from chongyang.gateway import departments
from chongyang.registry import operations as registry
from tests import factories
from tests.api.callers import Caller
from tests.api.test_exchange import INSIDE, asking, collect, died, move
from tests.exchange.helpers import agree, agreed, steward, take_back

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def taken(monkeypatch):
    """What the department's machine was sent; `answers` are its statuses, the last one for ever."""
    seen = {"bodies": [], "answers": [200]}

    def post(url, body, headers, timeout):
        seen["bodies"].append((url, body, headers))
        return seen["answers"].pop(0) if len(seen["answers"]) > 1 else seen["answers"][0]

    monkeypatch.setattr(departments, "post", post)
    return seen


@pytest.fixture
def subscribed():
    return begun()


def begun(**columns):
    agreement, secret = agreed(**columns)
    with enter(system_scope("test")):
        scope = steward()
        signing = operations.subscribe(
            agreement=agreement.id, url="https://ss.example/changes", scope=scope, by=scope.actor, now=now()
        )
    collect()
    return agreement, Caller(None, secret), signing


def elder():
    with enter(system_scope("test")):
        return factories.make_elder(area=INSIDE)


def ask(who, person):
    return who.post("/exchange/questions", asking(person.identity_number.plain)).json()["items"][0]


def test_a_parcel_is_signed_and_holds_no_field_beyond_the_agreement(subscribed, taken):
    _, who, signing = subscribed
    person = elder()
    subject = ask(who, person)["subject"]
    with enter(system_scope("test")):
        died(person)
    collect()
    outbox.deliver_due(now=now(), only=["exchange."])
    [(url, body, headers)] = taken["bodies"]
    told = json.loads(body)
    assert url == "https://ss.example/changes"
    assert told["items"][0]["fields"] == {"life_status": "dead", "county": "410105"}
    assert (told["items"][0]["subject"], told["items"][0]["kind"], told["last"]) == (subject, "died", 1)
    signed = f"{headers['X-Chongyang-Time']}.".encode() + body
    assert headers["X-Chongyang-Signature"] == hmac.new(signing.encode(), signed, hashlib.sha256).hexdigest()
    assert person.name not in body.decode()


def test_what_is_not_taken_is_sent_again_before_what_came_later(subscribed, taken):
    _, who, _ = subscribed
    person = elder()
    ask(who, person)
    taken["answers"] = [500, 200]
    with enter(system_scope("test")):
        move(person, 410105002001)
    collect()
    outbox.deliver_due(now=now(), only=["exchange."])
    with enter(system_scope("test")):
        died(person)
    collect()
    outbox.deliver_due(now=now(), only=["exchange."])
    outbox.deliver_due(now=now() + timedelta(seconds=5), only=["exchange."])
    numbers = [[one["number"] for one in json.loads(body)["items"]] for _, body, _ in taken["bodies"]]
    assert numbers == [[1], [1, 2]]
    with enter(system_scope("test")):
        assert Subscription.objects.get().delivered_number == 2
        assert set(OutboxMessage.objects.filter(destination="exchange.webhook").values_list("state")) == {
            ("delivered",)
        }


def test_after_the_last_try_it_lies_among_the_dead_letters_without_a_name(subscribed, taken):
    _, who, _ = subscribed
    person = elder()
    ask(who, person)
    taken["answers"] = [503]
    with enter(system_scope("test")):
        died(person)
    collect()
    moment = now()
    for _ in range(len(outbox.PAUSES) + 1):
        outbox.deliver_due(now=moment, only=["exchange."])
        moment += timedelta(days=1)
    with enter(system_scope("test")):
        [dead] = outbox.list_dead(system_scope("test"))
        assert dead.last_error == "department social-security: HTTP 503"
        assert Subscription.objects.get().delivered_number == 0
        taken["answers"] = [200]
        outbox.resend(message=dead.id, scope=system_scope("test"), now=moment)
    outbox.deliver_due(now=moment, only=["exchange."])
    with enter(system_scope("test")):
        assert Subscription.objects.get().delivered_number == 1


def test_who_was_asked_about_before_being_registered_is_told_when_she_is(subscribed):
    _, who, _ = subscribed
    with enter(system_scope("test")):
        person = factories.make_elder(area=INSIDE)
        number = person.identity_number.plain
        index = person.identity_index
        type(person).objects.filter(id=person.id).update(identity_index=None)
    told = who.post("/exchange/questions", asking(number)).json()["items"][0]
    assert told["answer"] == "no"
    with enter(system_scope("test")):
        type(person).objects.filter(id=person.id).update(identity_index=index)
        events.record(
            "registry.elder.registered",
            by=SYSTEM,
            now=now(),
            area=INSIDE,
            subject_type="registry.elder",
            person=person.id,
            payload={},
        )
    collect()
    [change] = who.get("/exchange/changes").json()["items"]
    assert (change["kind"], change["subject"]) == ("registered", told["subject"])


def test_two_workers_tell_each_change_once(subscribed):
    _, who, _ = subscribed
    person = elder()
    ask(who, person)
    with enter(system_scope("test")):
        died(person)
    assert (collect(), collect()) == (1, 0)
    with enter(system_scope("test")):
        assert ToldChange.objects.count() == 1
        scope = steward()
        operations.unsubscribe(agreement=subscribed[0].id, scope=scope, by=scope.actor, now=now())
    assert who.get("/exchange/changes").status_code == 409


def kinds(who):
    return [one["kind"] for one in who.get("/exchange/changes?after=0").json()["items"]]


def test_a_merged_persons_death_is_told_once_and_after_an_un_merge_her_own_changes_alone(subscribed):
    """The department asked about the number of the file that became a double: it is the same person's."""
    _, who, _ = subscribed
    double, survivor = elder(), elder()
    subject = ask(who, double)["subject"]
    scope = system_scope("test")
    told = {"double": double.id, "scope": scope, "by": SYSTEM, "now": now()}
    with enter(scope):
        registry.link_double(survivor=survivor.id, **told)
        died(survivor)
    collect()
    [change] = who.get("/exchange/changes?after=0").json()["items"]
    assert (change["kind"], change["subject"], change["fields"]["life_status"]) == ("died", subject, "dead")
    with enter(scope):
        registry.unlink_double(**told)
        move(survivor, INSIDE)
    collect()
    assert kinds(who) == ["died"]


def test_nothing_is_told_once_the_agreement_has_ended(subscribed):
    agreement, who, _ = subscribed
    person = elder()
    ask(who, person)
    with enter(system_scope("test")):
        type(agreement).objects.filter(id=agreement.id).update(state="ended")
        died(person)
    assert collect() == 0
    assert not ToldChange.objects.exists()


@pytest.fixture
def consented():
    """A department that asks because its people agreed, and one of them whose death is to be told."""
    _, who, _ = begun(basis="consent")
    person = elder()
    agree(person)
    ask(who, person)
    return who, person


def sent():
    """How many changes went out in all."""
    outbox.deliver_due(now=now(), only=["exchange."])
    with enter(system_scope("test")):
        return ToldChange.objects.count()


def test_a_consent_carries_the_subscription(consented, taken):
    who, person = consented
    with enter(system_scope("test")):
        died(person)
    collect()
    assert (sent(), len(taken["bodies"]), kinds(who)) == (1, 1, ["died"])


def test_after_a_consent_is_withdrawn_nothing_is_written_down(consented, taken):
    who, person = consented
    take_back(person)
    with enter(system_scope("test")):
        died(person)
    assert collect() == 0
    assert (sent(), taken["bodies"], kinds(who)) == (0, [], [])


def test_what_waits_is_not_delivered_once_the_consent_is_withdrawn(consented, taken):
    who, person = consented
    with enter(system_scope("test")):
        died(person)
    collect()
    take_back(person)
    assert (sent(), taken["bodies"]) == (1, [])
    assert who.get("/exchange/changes?after=0").json() == {"items": [], "last": 1}
    other = elder()
    agree(other)
    ask(who, other)
    with enter(system_scope("test")):
        died(other)
    collect()
    sent()
    [(_, body, _)] = taken["bodies"]
    assert [one["number"] for one in json.loads(body)["items"]] == [2]
    assert [one["number"] for one in who.get("/exchange/changes?after=0").json()["items"]] == [2]
