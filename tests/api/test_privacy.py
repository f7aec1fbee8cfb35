"""Who read what, broken glass, rights, retention and exports by JSON: the same operations as the desks."""

from datetime import timedelta

import pytest

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.core.scopes import system_scope
from chongyang.privacy import operations
from chongyang.privacy.models import GlassBreak
from chongyang.privacy.operations import watching
from chongyang.privacy.rules.rights import ZONE
from chongyang.territory.enums import Role
from tests import factories
from tests.api.callers import caller, clerk, operator, outsider, problem
from tests.privacy import people

pytestmark = pytest.mark.django_db
WORDS = "老人在我们窗口突发头晕，急需联系家属"


@pytest.fixture
def elder(db):
    row = factories.make_elder()
    factories.make_contact(row)
    return row


@pytest.fixture
def far(db):
    return factories.make_elder(area=factories.ZHONGYUAN)


def broken(who, elder, **more):
    said = {"identity": elder.identity_number.plain, "reason": "life", "words": WORDS, **more}
    return who.post("/glasses", said)


def test_glass_is_broken_read_reviewed_and_over(far):
    who, auditor = clerk(), caller(Role.AUDITOR)
    problem(who.get(f"/elders/{far.id}", X_Purpose="service"), 404, "not-found")
    made = broken(who, far)
    assert made.status_code == 201
    glass = made.json()
    assert who.get(f"/elders/{far.id}", X_Purpose="service").status_code == 200
    assert [row["id"] for row in auditor.get("/glasses").json()] == [glass["id"]]
    verdict = {"verdict": "justified", "reason": "来访登记相符"}
    problem(who.post(f"/glasses/{glass['id']}/review", verdict), 403, "not-allowed")
    assert auditor.post(f"/glasses/{glass['id']}/review", verdict).json()["state"] == "closed"
    assert who.post(f"/glasses/{glass['id']}/end").json()["ended_at"]
    problem(who.get(f"/elders/{far.id}", X_Purpose="service"), 404, "not-found")


def test_who_broke_the_glass_cannot_review_it_from_a_new_post(far):
    who = clerk()
    path = f"/glasses/{broken(who, far).json()['id']}/review"
    verdict = {"verdict": "justified", "reason": "自己看过"}
    own = caller(Role.DATA_STEWARD, account=people.become(who.account, Role.DATA_STEWARD))
    told = problem(own.post(path, verdict), 422, "invalid")
    assert [one["detail"] for one in told["errors"]] == ["不能复核自己的应急调阅。"]
    assert caller(Role.DATA_STEWARD).post(path, verdict).json()["state"] == "closed"


def test_a_refused_question_stays_an_event(far, elder):
    who = clerk()
    told = problem(broken(who, elder), 422, "invalid")
    assert [one["pointer"] for one in told["errors"]] == ["/identity"]
    problem(broken(who, far, words="急"), 422, "invalid")
    problem(broken(caller(Role.AUDITOR), far), 403, "not-allowed")
    with enter(system_scope("test")):
        assert Event.objects.filter(kind="registry.identity.asked", purpose="glass").count() == 1
        assert not GlassBreak.objects.exists()


def test_reading_contacts_is_a_reading(elder):
    who = clerk()
    assert who.get(f"/elders/{elder.id}/contacts").status_code == 200
    with enter(system_scope("test")):
        row = Event.objects.get(kind="registry.file.read", person=elder.id)
    assert (row.purpose, row.payload["fields"]) == ("contact", ["contacts"])


def test_findings_are_asked_explained_and_closed(elder, monkeypatch):
    monkeypatch.setattr(
        watching, "FRESH", watching.FRESH.replace("AND xid < pg_snapshot_xmin(pg_current_snapshot())", "")
    )
    who, auditor = clerk(), caller(Role.AUDITOR)
    night = now().astimezone(ZONE).replace(hour=23, minute=30) + timedelta(days=1)
    for hours in (0, 1, 4):
        people.read(who.account, elder, at=night + timedelta(hours=hours))
    operations.watch_readings(now=night)
    (found,) = auditor.get("/unusual?rule=at_night").json()["items"]
    assert (found["account"], found["count"]) == (str(who.account.id), 3)
    path = f"/unusual/{found['id']}"
    problem(who.get("/unusual"), 403, "not-allowed")
    problem(caller(Role.AUDITOR, "410181").post(f"{path}/ask", {}), 404, "not-found")
    assert auditor.post(f"{path}/ask", {"question": "为什么？"}).json()["state"] == "asked"
    assert [row["id"] for row in who.get("/unusual/own").json()] == [found["id"]]
    assert who.post(f"{path}/explain", {"words": "防汛值班"}).json()["state"] == "explained"
    closed = auditor.post(f"{path}/close", {"verdict": "explained", "reason": "相符"}).json()
    assert closed["state"] == "closed"
    assert auditor.get("/unusual").json()["items"] == []
    assert len(auditor.get("/unusual?closed=true&limit=1").json()["items"]) == 1


def test_a_request_from_asking_to_handing(elder):
    who, path = clerk(), f"/elders/{elder.id}/rights"
    said = {"kind": "copy", "asker": "elder", "channel": "counter"}
    asked = who.post(path, said)
    assert asked.status_code == 201
    right = asked.json()
    problem(outsider().post(path, said), 404, "not-found")
    problem(operator().post(path, said), 403, "token-name-missing")
    problem(who.post(path, said), 422, "invalid")
    assert [row["id"] for row in who.get("/rights").json()] == [right["id"]]
    assert who.post(f"/rights/{right['id']}/take").json()["state"] == "working"
    longer = who.post(f"/rights/{right['id']}/extend", {"reason": "须核实"}).json()
    assert longer["due_at"] > right["due_at"]
    assert who.get(f"/rights/{right['id']}/copy").json()["format"].startswith("chongyang-person-copy")
    assert who.get(f"/rights/{right['id']}/copy?form=pdf").content[:4] == b"%PDF"
    problem(outsider().get(f"/rights/{right['id']}/copy"), 404, "not-found")
    assert who.post(f"/rights/{right['id']}/answer", {"outcome": "granted"}).json()["state"] == "answered"
    assert who.post(f"/rights/{right['id']}/hand", {"handing": "counter"}).json()["state"] == "handed"
    assert [row["state"] for row in who.get(path).json()] == ["handed"]


def test_the_family_asks_and_withdraws(elder):
    who = caller(Role.FAMILY, account=people.family_of(elder))
    right = who.post(f"/elders/{elder.id}/rights", {"kind": "access"}).json()
    assert (right["asker"], right["channel"]) == ("family", "account")
    assert who.post(f"/rights/{right['id']}/withdraw").json()["state"] == "withdrawn"


def test_a_deletion_by_two(elder):
    who, steward, reviewer = clerk(), caller(Role.DATA_STEWARD), caller(Role.CITY_REVIEWER)
    said = {"kind": "deletion", "text": "请删除", "asker": "elder", "channel": "counter"}
    right = who.post(f"/elders/{elder.id}/rights", said).json()
    problem(who.post(f"/rights/{right['id']}/deletion"), 403, "not-allowed")
    made = steward.post(f"/rights/{right['id']}/deletion").json()
    path = f"/destruction/{made['id']}"
    problem(steward.post(f"{path}/approve"), 409, "conflict")
    assert reviewer.post(f"{path}/approve").json()["state"] == "approved"
    done = reviewer.post(f"{path}/carry-out").json()
    assert done["certificate"]["counts"]["registry.Elder"] == {"erased": 1}
    assert reviewer.get(f"{path}/certificate").content[:4] == b"%PDF"
    assert [row["id"] for row in steward.get("/destruction").json()] == [made["id"]]


def test_holds_and_an_empty_class(elder):
    steward = caller(Role.DATA_STEWARD)
    hold = steward.post(f"/elders/{elder.id}/holds", {"reason": "lawsuit"}).json()
    assert [row["id"] for row in steward.get("/holds").json()] == [hold["id"]]
    assert steward.post(f"/holds/{hold['id']}/lift").json()["lifted_at"]
    assert steward.get("/holds").json() == []
    problem(steward.post("/destruction", {"record_class": "file"}), 422, "invalid")
    problem(steward.post("/destruction", {"record_class": "no"}), 422, "invalid")
    problem(clerk().get("/destruction"), 403, "not-allowed")


def test_an_export_asked_refused_and_taken(elder):
    who = caller(Role.CITY_REVIEWER)
    row = who.post("/exports", {"area": "410105", "purpose": "visit"}).json()
    assert (row["state"], row["rows"]) == ("approved", 1)
    taken = who.get(f"/exports/{row['id']}/file?form=xlsx")
    assert taken.content[:2] == b"PK"
    assert [one["times"] for one in who.get("/exports").json()] == [1]
    problem(caller(Role.DATA_STEWARD).get(f"/exports/{row['id']}/file"), 422, "invalid")
    problem(clerk().get("/exports/waiting"), 403, "not-allowed")
