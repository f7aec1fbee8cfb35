"""Orders of help by JSON: the same rows and refusals as at the desk."""

from datetime import timedelta

from chongyang.core.clock import now
from chongyang.orders.models import Order, Plan
from chongyang.purchase.models import VoucherEntry
from chongyang.services.models import Offer
from chongyang.territory.enums import Role
from tests import factories
from tests.api.callers import caller, clerk
from tests.orders.people import ITEM, make_carer, make_contract, make_offer
from tests.services.made import make_provider
from tests.workforce.made import organisation

WAY = "/services/orders"


def offered():
    org = organisation()
    provider = make_provider(org)
    make_offer(provider, ITEM, price_fen=10_000)
    make_contract(org.id, ITEM)
    return org


def body(elder, **told):
    begin = (now() + timedelta(days=2)).replace(microsecond=0)
    values = {"person": str(elder.id), "item": ITEM, "from_at": begin, "to_at": begin + timedelta(hours=3)}
    return {
        name: value if isinstance(value, str | int) else value.isoformat() for name, value in values.items()
    } | told


def test_an_order_is_placed_once_by_its_key_and_stepped_by_its_provider(db):
    org, elder, seat = offered(), factories.make_elder(), clerk()
    asked = body(elder)
    first = seat.post(WAY, asked, **{"Idempotency-Key": "k1"})
    assert first.status_code == 201, first.content
    row = first.json()
    assert (row["state"], row["price_fen"], row["own_fen"]) == ("offered", 10_000, 10_000)
    assert elder.name not in first.content.decode()
    again = seat.post(WAY, asked, **{"Idempotency-Key": "k1"})
    assert (again.status_code, again.json()["id"]) == (201, row["id"])
    assert Order.objects.count() == 1
    other = seat.post(WAY, asked | {"quantity": 2}, **{"Idempotency-Key": "k1"})
    assert (other.status_code, other.json()["code"]) == (422, "key-reused")
    contractor = caller(Role.CONTRACTOR, organisation=org)
    one = f"{WAY}/{row['id']}"
    assert contractor.post(f"{one}/steps/accept", {}).json()["state"] == "accepted"
    carer = make_carer(org.id)
    told = {"carers": [str(carer.id)], "from_at": asked["from_at"], "to_at": asked["to_at"]}
    assert contractor.post(f"{one}/assign", told).status_code == 200
    file = contractor.get(one).json()
    assert [step["action"] for step in file["steps"]] == ["open", "offer", "accept", "assign"]
    assert file["carers"][0]["carer"] == str(carer.id)
    refused = contractor.post(f"{one}/steps/verify", {})
    assert refused.status_code == 409


def test_without_a_key_nothing_is_placed(db):
    offered()
    seat, elder = clerk(), factories.make_elder()
    answer = seat.post(WAY, body(elder), **{"Idempotency-Key": ""})
    assert (answer.status_code, answer.json()["code"]) == (400, "key-missing")
    assert not Order.objects.exists()


def test_bad_orders_say_where_and_do_nothing(db):
    offered()
    seat, elder = clerk(), factories.make_elder()
    far = factories.make_elder(area=factories.ZHONGYUAN)
    assert seat.post(WAY, body(far)).status_code == 404
    wrong = seat.post(WAY, body(elder, item="moonwalk"))
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/item")
    assert seat.post(WAY, body(elder) | {"price_fen": 1}).status_code == 422
    assert not Order.objects.exists()
    assert not VoucherEntry.objects.exists()


def test_another_provider_and_a_role_without_orders_learn_nothing(db):
    offered()
    seat = clerk()
    row = seat.post(WAY, body(factories.make_elder())).json()
    other = caller(Role.CONTRACTOR, organisation=organisation("别家服务有限公司"))
    assert other.get(f"{WAY}/{row['id']}").status_code == 404
    assert other.get(WAY).json()["items"] == []
    planner = caller(Role.PLANNER)
    assert planner.get(WAY).status_code == 403
    assert [one["id"] for one in seat.get(WAY).json()["items"]] == [row["id"]]


def test_lists_go_by_cursors_and_what_is_late_is_named(db):
    seat, elder = clerk(), factories.make_elder()
    for _ in range(3):
        assert seat.post(WAY, body(elder)).status_code == 201
    first = seat.get(f"{WAY}?limit=2").json()
    second = seat.get(f"{WAY}?limit=2&cursor={first['next']}").json()
    assert (len(first["items"]), len(second["items"]), second["next"]) == (2, 1, None)
    assert {one["late"] for one in seat.get(f"{WAY}/late").json()} == {"nobody"}
    assert len(seat.get(f"{WAY}?person={elder.id}").json()["items"]) == 3


def test_withdraw_offer_and_redo(db):
    offered()
    seat, elder = clerk(), factories.make_elder()
    row = seat.post(WAY, body(elder)).json()
    one = f"{WAY}/{row['id']}"
    assert seat.post(f"{one}/offer", {"reason": "换一家"}).status_code == 422
    assert seat.post(f"{one}/steps/withdraw", {"reason": "nonsense"}).status_code == 422
    assert seat.post(f"{one}/steps/withdraw", {"reason": "hospital"}).json()["ended"] == "hospital"
    asked = body(elder)
    told = {"reason": "没做好", "from_at": asked["from_at"], "to_at": asked["to_at"]}
    assert seat.post(f"{one}/redo", told).status_code == 409


def test_a_package_and_a_plan(db):
    offered()
    seat, elder = clerk(), factories.make_elder()
    asked = body(elder)
    line = {name: asked[name] for name in ("item", "from_at", "to_at")}
    rows = seat.post(f"{WAY}/packages", {"person": asked["person"], "lines": [line]}).json()
    assert rows[0]["package"]
    day = (now() + timedelta(days=1)).date()
    form = {
        "person": asked["person"],
        "item": ITEM,
        "weekdays": [1, 2, 3, 4, 5, 6, 7],
        "begins": "09:00:00",
        "window_minutes": 180,
        "valid_from": day.isoformat(),
        "holidays": "keep",
    }
    plan = seat.post("/services/plans", form)
    assert plan.status_code == 201, plan.content
    one = f"/services/plans/{plan.json()['id']}"
    made = Order.objects.filter(plan=plan.json()["id"]).count()
    assert made >= 12
    pause = seat.post(f"{one}/pause", {"reason": "away", "from_on": (day + timedelta(days=3)).isoformat()})
    assert pause.status_code == 201
    held = seat.get(f"/services/plans?person={elder.id}").json()
    assert held[0]["pauses"][0]["reason"] == "away"
    assert seat.post(f"{one}/resume", {"on": (day + timedelta(days=5)).isoformat()}).status_code == 200
    assert seat.post(f"{one}/end", {"reason": "plan_changed"}).json()["ended"] == "plan_changed"
    assert Plan.objects.get().ended_at
    assert Offer.objects.exists()
