"""Escalation by JSON: the desk's operations, and no row of an outsider."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chongyang.alerting import operations as alerting
from chongyang.alerting.models import ChainVersion, Channel, Shift
from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.territory.enums import Role
from tests import factories
from tests.alerting.ways import LEAD, OVERFLOW, begin, make_chain, step, wait
from tests.api.callers import caller, clerk, operator, outsider, problem

CHAIN = "/escalation/chains/incident.unanswered/versions"


@pytest.fixture(autouse=True)
def _chains(db):
    alerting.load_chains(now=now())


def lead(*codes):
    return caller(Role.SHIFT_LEAD, *codes)


def test_a_version_is_drafted_and_put_in_force(db):
    who = lead()
    assert {row["active"] for row in who.get("/escalation/chains").json()} == {1}
    steps = [OVERFLOW, wait(60), LEAD]
    drafted = who.post(CHAIN, {"steps": steps, "source": "决定"}).json()
    assert (drafted["number"], drafted["state"], drafted["steps"]) == (2, "draft", steps)
    active = who.post(f"/escalation/versions/{drafted['id']}/activate").json()
    assert active["state"] == "active"
    assert [row["state"] for row in who.get(CHAIN).json()] == ["active", "retired"]
    problem(who.post(f"/escalation/versions/{drafted['id']}/activate"), 409, "conflict")


def test_a_chain_with_no_end_is_refused_by_step(db):
    who = lead()
    endless = [OVERFLOW, {"kind": "repeat", "from": 1, "every": 30, "until": "acknowledged"}]
    drafted = who.post(CHAIN, {"steps": endless}).json()
    told = problem(who.post(f"/escalation/versions/{drafted['id']}/activate"), 409, "conflict")
    assert told["errors"][0]["pointer"].endswith("/steps/1")
    assert ChainVersion.objects.get(id=drafted["id"]).state == "draft"


def test_who_may_not_edit_is_refused_and_a_clerk_reads_no_chain(db):
    versions = ChainVersion.objects.count()
    problem(operator().post(CHAIN, {"steps": [OVERFLOW]}), 403, "token-name-missing")
    assert ChainVersion.objects.count() == versions
    told = problem(clerk().get("/escalation/chains"), 403, "token-name-missing")
    assert "escalation:read" in told["detail"]
    assert problem(lead().get("/escalation/chains/nowhere/versions"), 404, "not-found")["title"]


def test_who_was_told_is_read_within_reach_alone(db):
    make_chain(LEAD, wait(60), OVERFLOW)
    subject = begin()
    step(now())
    [row] = operator().get(f"/escalation/subjects/{subject}/deliveries").json()
    assert (row["step"], row["channel"], row["progress"]) == ("tell_supervisor", "desk", "sent")
    assert row["reached_at"] is None
    far = caller(Role.OPERATOR, "410102")
    assert far.get(f"/escalation/subjects/{subject}/deliveries").json() == []
    assert far.get("/escalation/running").json() == []
    assert len(operator().get("/escalation/running").json()) == 1


def test_a_rota_says_what_it_lacks_and_is_put_in_force_when_it_lacks_nothing(db):
    who = lead("4101")
    with enter(factories.scope_of(who.account)):
        pass
    scope = factories.scope_of(who.account)
    with enter(scope):
        rota = alerting.make_rota(code="night", name="夜班", area=410100000000, scope=scope, now=now())
    address = f"/escalation/rotas/{rota.id}"
    begins = now() - timedelta(hours=1)
    for turn in range(15):
        body = {
            "account": str(who.account.id),
            "begins_at": (begins + timedelta(hours=12 * turn)).isoformat(),
            "ends_at": (begins + timedelta(hours=12 * (turn + 1))).isoformat(),
        }
        assert who.post(f"{address}/shifts", body).status_code == 200
        problem(who.post(f"{address}/shifts", body), 409, "conflict")
    found = who.get(address).json()
    assert (found["gaps"], bool(found["silent"])) == ([], True)
    problem(who.post(f"{address}/activate"), 409, "conflict")
    with enter(scope):
        alerting.keep_channel(
            account=who.account.id, kind="sms", address="13700000001", area=rota.area, scope=scope, now=now()
        )
    assert who.post(f"{address}/activate").json()["state"] == "active"
    shift = Shift.objects.order_by("begins_at").first()
    assert who.post(f"/escalation/shifts/{shift.id}/cancel").status_code == 200
    assert who.get(address).json()["gaps"]
    problem(lead("410102").get(address), 404, "not-found")


def test_who_cannot_be_reached_by_pages_and_a_second_test(db):
    elder = factories.make_elder()
    contacts = [factories.make_contact(elder, rank=rank) for rank in (1, 2, 3)]
    for contact in contacts:
        Channel.objects.create(
            contact=contact.id,
            person=elder.id,
            area=elder.area,
            kind="sms",
            is_working=False,
            result="no_receipt",
        )
    who = clerk()
    first = who.get("/reach/unreachable?limit=2").json()
    second = who.get(f"/reach/unreachable?limit=2&cursor={first['next']}").json()
    assert {row["contact"] for row in first["items"] + second["items"]} == {str(row.id) for row in contacts}
    assert second["next"] is None
    assert contacts[0].phone.plain not in str(first)
    assert outsider().get("/reach/unreachable").json()["items"] == []
    channel = first["items"][0]["id"]
    assert who.post(f"/reach/channels/{channel}/test").json() == {"queued": True}
    problem(outsider().post(f"/reach/channels/{channel}/test"), 404, "not-found")
    problem(operator().get("/reach/unreachable"), 403, "token-name-missing")


def test_a_week_is_looked_at_and_then_laid(db):
    who = lead("4101")
    scope = factories.scope_of(who.account)
    with enter(scope):
        rota = alerting.make_rota(code="week", name="周班", area=410100000000, scope=scope, now=now())
    address = f"/escalation/rotas/{rota.id}/pattern"
    tomorrow = timezone.localdate(now()) + timedelta(days=1)
    line = {"begins": "08:00", "ends": "20:00", "account": str(who.account.id)}
    said = {"lines": [{**line, "weekday": day} for day in range(7)], "first_on": str(tomorrow), "days": 7}
    seen = who.post(address, said).json()
    assert (seen["shifts"], seen["kept"], len(seen["gaps"]), seen["clashes"]) == (7, False, 8, [])
    assert seen["silent"] == [str(who.account.id)]
    assert who.post(address, {**said, "keep": True}).json()["kept"] is True
    assert who.post(address, said).json()["clashes"]
    again = who.post(address, {**said, "keep": True})
    assert again.status_code in (409, 422)
    assert lead("410102").post(address, said).status_code == 404
