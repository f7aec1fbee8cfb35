"""Registration by JSON: changes, hand-overs, invitations, progress; outsiders find nothing."""

import pytest

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.operations.counts import recount
from chongyang.core.scopes import system_scope
from chongyang.registration.models import ChangeRequest, HandOver
from chongyang.registration.operations import make_list
from chongyang.registry.models import Elder
from chongyang.territory.enums import Role
from tests import factories
from tests.api.callers import caller, clerk, outsider, problem
from tests.registration.people import ZHONGYUAN_HOME, elder_of

pytestmark = pytest.mark.django_db(transaction=False)


@pytest.fixture
def elder(db):
    return elder_of()


def officer():
    return caller(Role.COMMUNITY_OFFICER, "410105001001")


def asked(by, elder, **changes):
    answer = by.post(f"/elders/{elder.id}/change-requests", {"changes": changes})
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_a_change_is_asked_seen_and_approved(elder):
    row = asked(officer(), elder, phone="13803719999")
    assert (row["route"], row["state"], row["fields"]) == ("clerk", "open", ["phone"])
    street = clerk()
    listed = street.get("/change-requests").json()["items"]
    assert [one["id"] for one in listed] == [row["id"]]
    seen = street.get(f"/change-requests/{row['id']}").json()
    assert seen["fields"][0]["new"] == "13803719999"
    done = street.post(f"/change-requests/{row['id']}/approve", {"seen": seen["version"]})
    assert done.json()["state"] == "approved"
    assert Elder.objects.get(id=elder.id).phone.plain == "13803719999"


def test_an_old_version_and_ones_own_request_conflict(elder):
    by = officer()
    row = asked(by, elder, phone="13803719999")
    told = problem(clerk().post(f"/change-requests/{row['id']}/approve", {"seen": 9}), 409, "conflict")
    assert told["errors"][0]["pointer"] == "/seen"
    problem(by.post(f"/change-requests/{row['id']}/approve", {"seen": 1}), 409, "conflict")


def test_what_is_wrong_is_told_by_pointer(elder):
    answer = clerk().post(f"/elders/{elder.id}/change-requests", {"changes": {"phone": "1"}})
    told = problem(answer, 422, "invalid")
    assert told["errors"][0]["pointer"] == "/phone"
    problem(clerk().post(f"/elders/{elder.id}/change-requests", {"changes": {}, "x": 1}), 422, "invalid")


def test_the_outsider_finds_no_change(elder):
    row = asked(officer(), elder, phone="13803719999")
    other = outsider()
    assert other.get("/change-requests").json()["items"] == []
    problem(other.get(f"/change-requests/{row['id']}"), 404, "not-found")
    problem(other.post(f"/change-requests/{row['id']}/refuse", {"reason": "x"}), 404, "not-found")
    problem(other.post(f"/elders/{elder.id}/change-requests", {"changes": {"phone": "1"}}), 404, "not-found")


def test_a_department_tells_by_number_and_lists_nothing(elder):
    police = caller(Role.LIAISON, "410105")
    body = {
        "identity_number": elder.identity_number.plain,
        "source": "police",
        "changes": {"household_address": "金水区某路1号"},
        "reason": "户籍迁移",
        "evidence": "police",
    }
    row = police.post("/change-requests/told", body).json()
    assert row["asked_as"] == "department"
    problem(police.get("/change-requests"), 403, "token-name-missing")
    problem(
        police.post("/change-requests/told", {**body, "identity_number": factories.identity_number()}),
        422,
        "invalid",
    )


def test_pages_of_requests_follow_each_other(db):
    by = officer()
    rows = [asked(by, elder_of(), phone=f"1380371{number:04d}")["id"] for number in range(5)]
    street, found, cursor = clerk(), [], ""
    while cursor is not None:
        page = street.get(f"/change-requests?limit=2{'&cursor=' + cursor if cursor else ''}").json()
        found += [one["id"] for one in page["items"]]
        cursor = page["next"]
    assert sorted(found) == sorted(rows)
    assert len(found) == 5


def test_a_hand_over_goes_through_both_doors(elder):
    sender, receiver = clerk(), outsider()
    body = {"person": str(elder.id), "to_area": ZHONGYUAN_HOME, "reason": "随子女居住"}
    row = sender.post("/registration/hand-overs", body).json()
    assert row["card"]["name"] == "陈*兰"
    mine = receiver.get("/registration/hand-overs?mine=true").json()["items"]
    assert [one["id"] for one in mine] == [row["id"]]
    assert mine[0]["answers"] is True
    problem(receiver.get(f"/elders/{elder.id}", X_Purpose="service"), 404, "not-found")
    problem(sender.post(f"/registration/hand-overs/{row['id']}/accept", {}), 409, "conflict")
    done = receiver.post(f"/registration/hand-overs/{row['id']}/accept", {})
    assert done.json()["state"] == "accepted"
    assert Elder.objects.get(id=elder.id).area == ZHONGYUAN_HOME


def test_a_third_county_reads_no_hand_over(elder):
    body = {"person": str(elder.id), "to_area": ZHONGYUAN_HOME, "reason": "随子女居住"}
    row = clerk().post("/registration/hand-overs", body).json()
    third = caller(Role.STREET_CLERK, "410103001")
    problem(third.get(f"/registration/hand-overs/{row['id']}"), 404, "not-found")
    problem(third.post(f"/registration/hand-overs/{row['id']}/accept", {}), 404, "not-found")
    assert HandOver.objects.get().state == "proposed"


def test_the_same_key_twice_is_one_request(elder):
    by = officer()
    body = {"changes": {"phone": "13803719999"}}
    path = f"/elders/{elder.id}/change-requests"
    first = by.post(path, body, Idempotency_Key="same")
    again = by.post(path, body, Idempotency_Key="same")
    assert (again.content, again["Idempotent-Replayed"]) == (first.content, "true")
    assert ChangeRequest.objects.count() == 1


def test_invitations_and_progress(db):
    elder_of()
    factories.make_elder(name="孙玉兰", name_key="sun yu lan")
    scope = system_scope("test")
    with enter(scope):
        assert make_list(scope=scope, by=scope.actor, now=now()) == 1
    recount(now=now())
    street = clerk()
    (row,) = street.get("/invitations").json()["items"]
    assert row["name"] == "孙*兰"
    tried = street.post(f"/invitations/{row['id']}/tries", {"way": "visit", "result": "refused"})
    assert (tried.json()["state"], tried.json()["tries"]) == ("refused", 1)
    told = street.get("/registration/progress").json()
    assert told["streets"] == [{"area": 410105001000, "registered": 1, "known": 2}]
    assert [one["at_least"] for one in told["targets"]] == [30, 80]
    assert outsider().get("/invitations").json()["items"] == []
    assert outsider().get("/registration/progress").json()["streets"] == []
    problem(caller(Role.FAMILY).get("/registration/progress"), 403, "not-allowed")
