"""Day plans by JSON: as on the dispatcher's desk, the same reach and the same refusals."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from chongyang.core.clock import now
from chongyang.scheduling import operations
from chongyang.territory.enums import Role
from chongyang.territory.models import Organisation
from tests.api.callers import Caller, caller, clerk
from tests.orders.people import make_carer, offered_by
from tests.web.test_dispatching import accepted, day_of

WAY = "/services/days"


def planned(own: Caller, **asked: object) -> dict[str, Any]:
    """The job asked for, run as the worker runs it, and the plan that came of it."""
    made = own.post(WAY, asked)
    assert made.status_code == 201, made.content
    waiting = made.json()[0]
    assert (waiting["state"], waiting["plan"]) == ("waiting", None)
    assert own.post(WAY, asked).json()[0]["id"] == waiting["id"], "asked twice it is one"
    operations.run_next(clock=now, rounds=60)
    job = own.get(f"{WAY}/jobs?day={asked['day']}").json()[0]
    assert (job["id"], job["state"], job["reason"]) == (waiting["id"], "done", "")
    found: dict[str, Any] = own.get(f"{WAY}/{job['plan']}").json()
    return found


def test_a_day_is_planned_moved_pinned_and_published(db):
    home = Organisation.objects.get(id=offered_by().organisation)
    carer, other = make_carer(home.id), make_carer(home.id)
    own, order = caller(Role.CONTRACTOR, organisation=home), accepted(8)
    asked = {"day": day_of(order), "organisation": str(home.id)}
    file = plan = planned(own, **asked)
    assert (plan["visits"], plan["left"], plan["state"]) == (1, 0, "draft")
    assert file["rows"][0]["carer"] in {str(carer.id), str(other.id)}
    assert file["rows"][0]["why"]["needs"] == ["bathing", "care_worker", "health"]
    one = f"/services/orders/{order.id}"
    late = (order.to_at - timedelta(minutes=30)).isoformat()
    later = (order.from_at + timedelta(hours=1)).isoformat()
    refused = own.post(f"{one}/move", {"carers": [str(other.id)], "starts_at": late})
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
    moved = own.post(f"{one}/move", {"carers": [str(other.id)], "starts_at": later})
    assert (moved.status_code, moved.json()["version"]) == (200, 2)
    stale = own.post(f"{WAY}/{plan['id']}/publish")
    assert (stale.status_code, stale.json()["code"]) == (409, "conflict")
    published = own.post(f"{WAY}/{moved.json()['id']}/publish").json()
    assert published["state"] == "published"
    assert timezone.datetime.fromisoformat(published["published_at"])
    listed = own.get(f"{WAY}?limit=1").json()
    assert [row["version"] for row in listed["items"]] == [2]
    assert [row["version"] for row in own.get(f"{WAY}?limit=1&cursor={listed['next']}").json()["items"]] == [
        1
    ]
    pinned = own.post(f"{one}/pin", {"carers": [str(carer.id)], "reason": "elder"})
    assert (pinned.status_code, pinned.json()["carers"]) == (201, [str(carer.id)])
    assert own.post(f"{one}/unpin").status_code == 200


def test_who_may_not(db):
    home = Organisation.objects.get(id=offered_by().organisation)
    make_carer(home.id)
    own, order = caller(Role.CONTRACTOR, organisation=home), accepted(8)
    plan = planned(own, day=day_of(order), organisation=str(home.id))
    stranger = caller(Role.CONTRACTOR, organisation=Organisation.objects.get(id=offered_by().organisation))
    assert stranger.get(f"{WAY}/{plan['id']}").status_code == 404
    assert stranger.get(WAY).json()["items"] == []
    assert stranger.get(f"{WAY}/jobs?day={day_of(order)}").json() == []
    assert stranger.post(WAY, {"day": day_of(order), "organisation": str(home.id)}).status_code == 404
    assert stranger.post(f"/services/orders/{order.id}/unpin").status_code == 404
    assert clerk().get(WAY).status_code == 403
    over = own.post(WAY, {"day": "2019-01-01"})
    assert (over.status_code, over.json()["code"]) == (422, "invalid")
