"""The desk's other work of registration by JSON: the same operations, and outsiders find nothing."""

import base64
from datetime import timedelta

import pytest

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.registration import operations
from chongyang.registration.models import Application, Batch, Card, ChangeRequest, Invitation
from chongyang.registration.operations import ApplicationForm
from chongyang.registry import operations as registry
from chongyang.registry.models import Elder
from chongyang.registry.operations import MandateForm
from chongyang.registry.rules.forms import ElderForm
from chongyang.territory.enums import Role
from tests import factories
from tests.api.callers import caller, clerk, outsider, problem
from tests.registration.people import ZHONGYUAN_STREET, elder_of, office

pytestmark = pytest.mark.django_db(transaction=False)
HOME = 410105001003
PDF = b"%PDF"


def applied(name="周桂英"):
    scope = factories.scope_of(factories.make_account(Role.FAMILY))
    form = ElderForm(
        name=name,
        area=str(HOME),
        sex="female",
        born_on=(now() - timedelta(days=80 * 366)).date(),
        source="family",
        sourced_on=now().date(),
    )
    with enter(scope):
        return operations.apply(
            form=ApplicationForm(form, "daughter"), scope=scope, by=scope.actor, now=now()
        )


def test_an_application_is_read_and_accepted(db):
    row, by = applied(), clerk()
    listed = by.get("/applications").json()["items"]
    assert [(one["id"], one["name"]) for one in listed] == [(str(row.id), "周*英")]
    seen = by.get(f"/applications/{row.id}").json()
    assert (seen["typed"]["name"], seen["doubles"]) == ("周桂英", [])
    problem(outsider().get(f"/applications/{row.id}"), 404, "not-found")
    problem(outsider().post(f"/applications/{row.id}/accept"), 404, "not-found")
    elder = by.post(f"/applications/{row.id}/accept").json()
    assert Elder.objects.get(id=elder["id"]).registered_at
    assert by.get("/applications?ended=true").json()["items"][0]["state"] == "accepted"
    problem(by.post(f"/applications/{row.id}/accept"), 409, "conflict")


def test_an_application_is_linked_or_refused(db):
    elder, one, other = elder_of(area=HOME, name="周桂英"), applied(), applied("吴秀英")
    by = clerk()
    assert by.post(f"/applications/{one.id}/link", {"person": str(elder.id)}).json()["state"] == "linked"
    problem(by.post(f"/applications/{other.id}/refuse", {}), 422, "invalid")
    assert by.post(f"/applications/{other.id}/refuse", {"reason": "不在本市"}).json()["state"] == "refused"
    assert Application.objects.filter(state="waiting").count() == 0


def test_cards_are_printed_and_ended(db):
    elder, by = elder_of(area=HOME), clerk()
    sheet = by.post("/cards/print", {"persons": [str(elder.id)]}).json()
    assert (sheet["count"], base64.b64decode(sheet["pdf"])[:4]) == (1, PDF)
    listed = by.get(f"/elders/{elder.id}/cards").json()
    assert [set(one) & {"token", "token_index"} for one in listed] == [set()]
    assert by.post(f"/elders/{elder.id}/cards/end", {"reason": "lost"}).json()["end_reason"] == "lost"
    problem(by.post(f"/elders/{elder.id}/cards/end", {"reason": "lost"}), 422, "invalid")
    problem(outsider().post("/cards/print", {"persons": [str(elder.id)]}), 404, "not-found")
    assert Card.objects.filter(ended_at=None).count() == 0


TABLE = "姓名,性别,出生日期,社区代码\n周桂英,女,1948-05-06,410105001003\n没有生日,女,,410105001003\n"


def send(by, data=TABLE, name="t.csv"):
    told = {"Authorization": f"Bearer {by.secret}"}
    return by.client.put(
        f"/api/registration/uploads/{name}",
        data=data.encode(),
        content_type="application/octet-stream",
        headers=told,
    )


def test_a_file_is_checked_confirmed_and_registered(db):
    by = clerk()
    told = send(by).json()
    batch = told["batch"]["id"]
    assert (told["verdicts"], told["to_register"]) == ({"new": 1, "wrong": 1}, 1)
    assert send(by).json()["batch"]["id"] == batch
    rows = by.get(f"/registration/files/{batch}/rows").json()
    assert [(row["line"], row["name"], row["verdict"]) for row in rows] == [
        (2, "周*英", "new"),
        (3, "没**日", "wrong"),
    ]
    problem(by.post(f"/registration/files/{batch}/confirm", {"count": 2}), 409, "conflict")
    by.post(f"/registration/files/{batch}/confirm", {"count": 1})
    assert by.post(f"/registration/files/{batch}/portion").json()["batch"]["state"] == "done"
    assert Elder.objects.filter(name="周桂英").count() == 1
    other = caller(Role.STREET_CLERK, ZHONGYUAN_STREET, organisation=office(ZHONGYUAN_STREET))
    problem(other.get(f"/registration/files/{batch}"), 404, "not-found")


def test_a_file_is_dropped_and_a_bad_one_is_told(db):
    by = clerk()
    batch = send(by).json()["batch"]["id"]
    assert by.post(f"/registration/files/{batch}/drop").json()["state"] == "dropped"
    assert Batch.objects.get().state == "dropped"
    assert send(by, "a,b\n1,2\n").status_code == 422
    assert not Elder.objects.exists()


def test_somebody_is_invited_in_writing_and_registered(db):
    elder, by = factories.make_elder(area=HOME, name="孙玉兰", name_key="sun yu lan"), clerk()
    assert by.post("/invitations/make", {}).json() == {"count": 1}
    row = Invitation.objects.get()
    assert by.post(f"/invitations/{row.id}/message").json()["state"] == "invited"
    sheet = by.post("/invitations/letters", {"invitations": [str(row.id)]}).json()
    assert base64.b64decode(sheet["pdf"])[:4] == PDF
    seen = by.get(f"/invitations/{row.id}").json()
    assert {(one["way"], one["result"]) for one in seen["tries"]} == {("sms", "sent"), ("letter", "sent")}
    problem(by.post(f"/invitations/{row.id}/message"), 422, "invalid")
    problem(outsider().get(f"/invitations/{row.id}"), 404, "not-found")
    assert by.post(f"/invitations/{row.id}/register").json()["id"] == str(elder.id)


def test_a_correction_becomes_a_change(db):
    elder, by = elder_of(area=HOME), clerk()
    right = by.post(
        f"/elders/{elder.id}/rights",
        {"kind": "correction", "text": "门铃坏了", "asker": "elder", "channel": "counter"},
    ).json()
    body = {"changes": {"access_note": "请敲门"}, "reason": "本人要求"}
    told = by.post(f"/rights/{right['id']}/changes", body)
    assert told.status_code == 201, told.content
    assert str(ChangeRequest.objects.get().carries) == right["id"]
    problem(outsider().post(f"/rights/{right['id']}/changes", body), 404, "not-found")


def test_its_holder_asks_for_renewal_and_hands_back(db):
    elder, holder = factories.make_elder(), factories.make_account(Role.FAMILY)
    last = (now() + timedelta(days=20)).date()
    form = MandateForm(
        basis="elder",
        allows=("read_file",),
        channel="paper",
        text_version="1",
        relation="daughter",
        last_day=last,
    )
    with enter(system_scope("test")):
        mandate = registry.give_mandate(
            elder=elder, username=holder.username, form=form, scope=system_scope("t"), by=SYSTEM, now=now()
        )
    by = caller(Role.FAMILY, account=holder)
    assert [one["mandate"]["id"] for one in by.get("/mandates/held").json()] == [str(mandate.id)]
    assert by.post(f"/mandates/{mandate.id}/ask-renewal").json()["renewal_asked_at"]
    problem(clerk().post(f"/mandates/{mandate.id}/ask-renewal"), 404, "not-found")
    problem(caller(Role.FAMILY).post(f"/mandates/{mandate.id}/hand-back"), 404, "not-found")
    assert by.post(f"/mandates/{mandate.id}/hand-back").json()["revoke_reason"] == "returned"
