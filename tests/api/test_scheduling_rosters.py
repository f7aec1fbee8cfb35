"""Rosters of a week and keys of elders by JSON: as on the dispatcher's desk, the same reach and refusals."""

from datetime import timedelta

from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.scheduling.models import KeyHolding
from chongyang.scheduling.rules.rostering import load
from chongyang.territory.enums import Role
from chongyang.territory.models import Organisation
from tests import factories
from tests.api.callers import caller, clerk
from tests.orders.people import make_carer, offered_by
from tests.web.test_dispatching import accepted
from tests.web.test_dispatching_weeks import monday

WAY = "/services/rosters"


def test_a_week_is_begun_filled_corrected_and_published(db):
    home = Organisation.objects.get(id=offered_by().organisation)
    one, other = make_carer(home.id), make_carer(home.id)
    own, week = caller(Role.CONTRACTOR, organisation=home), monday().isoformat()
    asked = {"organisation": str(home.id), "week": week}
    assert own.get(f"{WAY}?organisation={home.id}&week={week}").status_code == 404
    made = own.post(WAY, asked)
    assert (made.status_code, made.json()["state"]) == (201, "draft"), made.content
    way = f"{WAY}/{made.json()['id']}"
    day = (monday() + timedelta(days=2)).isoformat()
    assert own.post(f"{way}/fill").json()["code"] == "conflict", "nobody is needed yet"
    need = {"day": day, "kind": "early", "count": 9}
    assert own.post(f"{way}/demands", need).json()["by_hand"] is True
    reasons = own.post(f"{way}/fill").json()["reasons"]
    assert [(r["why"], r["missing"]) for r in reasons] == [("nobody", 7), ("too_few", 7)]
    assert {(r["day"], r["carer"]) for r in reasons} == {(day, None)}
    own.post(f"{way}/demands", need | {"count": 1})
    wish = {"carer": str(one.id), "day": day, "weight": -load().wish}
    assert own.post(f"{way}/wishes", wish).json()["wishes"][0]["weight"] == -load().wish
    filled = own.post(f"{way}/fill").json()
    assert [(s["carer"], s["kind"]) for s in filled["shifts"]] == [(str(other.id), "early")]
    swapped = own.post(f"{way}/swap", {"carers": [str(one.id), str(other.id)], "day": day}).json()
    assert [s["carer"] for s in swapped["shifts"]] == [str(one.id)]
    wrong = own.post(f"{way}/shifts", {"carer": str(one.id), "day": day, "kind": "night"})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/kind")
    pinned = own.post(f"{way}/shifts", {"carer": str(one.id), "day": day, "kind": "late", "pinned": True})
    assert [(s["kind"], s["pinned"]) for s in pinned.json()["shifts"]] == [("late", True)]
    assert own.post(f"{way}/publish").json()["state"] == "published"
    assert own.get(f"{WAY}?organisation={home.id}&week={week}").json()["published_at"]
    assert own.get(way).json()["demands"][0]["count"] == 1


def test_who_may_not_see_or_change_a_week(db):
    home = Organisation.objects.get(id=offered_by().organisation)
    make_carer(home.id)
    asked = {"organisation": str(home.id), "week": monday().isoformat()}
    made = caller(Role.CONTRACTOR, organisation=home).post(WAY, asked).json()
    stranger = caller(Role.CONTRACTOR, organisation=Organisation.objects.get(id=offered_by().organisation))
    assert stranger.get(f"{WAY}/{made['id']}").status_code == 404
    assert stranger.post(WAY, asked).status_code == 404
    assert stranger.post(f"{WAY}/{made['id']}/publish").status_code == 404
    assert clerk().post(WAY, asked).status_code == 403
    tuesday = asked | {"week": (monday() + timedelta(days=1)).isoformat()}
    assert caller(Role.CONTRACTOR, organisation=home).post(WAY, tuesday).status_code == 422


def test_a_key_is_given_by_the_dispatcher_and_taken_by_the_carer(db):
    home = Organisation.objects.get(id=offered_by().organisation)
    account = factories.make_account(Role.CARE_WORKER, home)
    carer, other = make_carer(home.id, account=account.id), make_carer(home.id)
    own, phone = caller(Role.CONTRACTOR, organisation=home), caller(Role.CARE_WORKER, account=account)
    order = accepted(8)
    way = f"/services/orders/{order.id}/keys"
    assert own.get(way).json() == []
    given = own.post(way, {"carer": str(carer.id)})
    assert (given.status_code, given.json()["taken_at"]) == (201, None), given.content
    key = given.json()["id"]
    assert own.post(f"/services/keys/{key}/take").json()["code"] == "conflict", "who gave does not take"
    assert [one["id"] for one in phone.get("/services/visits/keys").json()] == [key]
    assert phone.post(f"/services/visits/keys/{key}/take").json()["taken_at"]
    assert own.post(way, {"carer": str(carer.id)}).status_code == 422
    back = own.post(way, {"carer": str(other.id), "holding": key}).json()
    assert back["former"] == key
    assert own.post(f"/services/keys/{back['id']}/cancel").json()["ended_at"]
    assert phone.post(f"/services/visits/keys/{back['id']}/take").status_code == 404
    stranger = caller(Role.CONTRACTOR, organisation=Organisation.objects.get(id=offered_by().organisation))
    assert stranger.get(way).status_code == 404
    assert stranger.post(f"/services/keys/{key}/cancel").status_code == 404
    assert clerk().get(way).status_code == 403
    with enter(system_scope("test")):
        assert KeyHolding.objects.get(ended_at=None).carer == carer.id
