"""Meals, goods and aids by JSON, as at their desk: points, menus, orders, rounds, articles, rentals."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from chongyang.api.needs import Bearer, scope_of, writer
from chongyang.api.orders import said
from chongyang.api.shapes import Body, plain
from chongyang.core.clock import now
from chongyang.supplies import operations, queries
from chongyang.supplies.enums import Way
from chongyang.territory.enums import TokenName

supplies = Router(tags=["supplies"], auth=Bearer(TokenName.ORDERS_READ))
writes = writer(supplies, Bearer(TokenName.ORDERS_WRITE))
WAY = "/supplies"
Note = Annotated[str, Field(max_length=200)]
Word = Annotated[str, Field(max_length=80)]


class MealPointRow(Schema):
    id: UUID
    name: str
    kind: str
    area: int
    address: str
    areas: list[int]
    seats: int
    longitude: float
    latitude: float


class DishRow(Schema):
    """`left` is what may still be ordered; money is fen."""

    id: UUID
    name: str
    price_fen: int
    low_salt: bool
    soft: bool
    allergens: list[str]
    left: int


class MenuRow(Schema):
    id: UUID
    day: date
    meal: str
    from_at: datetime
    to_at: datetime
    cut_off_at: datetime
    dishes: list[DishRow]


class MealOrderRow(Schema):
    id: UUID
    order: UUID
    menu: UUID
    dish: UUID
    person: UUID
    way: str
    quantity: int
    given_back_at: datetime | None
    served_at: datetime | None


class MealOrderBody(Body):
    person: UUID
    dish: UUID
    way: Way
    quantity: Annotated[int, Field(ge=1, le=50)] = 1
    note: Note = ""
    key: Word = ""


class MealCancelledRow(Schema):
    id: UUID
    number: str
    state: str


class MealStopRow(Schema):
    id: UUID
    order: UUID
    sequence: int
    planned_at: datetime
    outcome: str
    ticked_at: datetime | None


class MealRoundRow(Schema):
    id: UUID
    menu: UUID
    number: int
    carer: UUID | None
    metres: int
    stops: list[MealStopRow]


class MealCarrierBody(Body):
    carer: UUID


class MealTickBody(Body):
    """`card` is the token of her card, `code` the six digits that she was told."""

    outcome: Literal["handed_over", "nobody"]
    card: Word = ""
    code: Word = ""


class SupplyArticle(Schema):
    id: UUID
    kind: str
    name: str
    about: str
    sale_fen: int | None
    month_fen: int | None
    deposit_fen: int
    left: int
    confirmed: bool


class SaleRow(Schema):
    id: UUID
    order: UUID
    article: UUID
    person: UUID
    quantity: int


class SaleBody(Body):
    person: UUID
    article: UUID
    quantity: Annotated[int, Field(ge=1, le=50)] = 1
    day: date | None = None
    note: Note = ""
    key: Word = ""


class RentalRow(Schema):
    id: UUID
    piece: UUID
    article: UUID
    person: UUID
    from_on: date
    to_on: date | None
    month_fen: int
    deposit_fen: int
    state: str


class RentalBody(Body):
    person: UUID
    article: UUID
    from_on: date
    to_on: date | None = None
    key: Word = ""


class RentalStepBody(Body):
    step: Literal["hand_over", "take_back", "inspect", "lose", "cancel"]


STEPS = {
    "hand_over": operations.hand_over,
    "take_back": operations.take_back,
    "inspect": operations.inspect,
    "lose": operations.lose,
    "cancel": operations.cancel_rental,
}


@supplies.get(WAY + "/points", response=list[MealPointRow], operation_id="list_meal_points")
def list_points(request: HttpRequest, area: int | None = None) -> Any:
    """Meal points in force, those that serve a place where one is told."""
    rows = queries.find_points(area=area, on=timezone.localdate(now()))
    return [plain(row, MealPointRow) for row in rows]


@supplies.get(WAY + "/points/{uuid:point}/menus", response=list[MenuRow], operation_id="list_menus")
def list_menus(request: HttpRequest, point: UUID, first: date, until: date) -> Any:
    """The published menus of a point from a day to before another, with what is left of each dish."""
    menus = queries.menus_between(queries.access_point(point), first, until)
    dishes = queries.dishes_of(menus)
    return [menu_of(row, dishes.get(row.id, [])) for row in menus]


def menu_of(row: Any, dishes: Any, shape: Any = MenuRow, dish: Any = DishRow) -> dict[str, Any]:
    """A menu with its dishes."""
    return plain(row, shape, dishes=[plain(one, dish) for one in dishes])


def _portion(row: Any) -> dict[str, Any]:
    return plain(row, MealOrderRow, menu=row.menu_id, dish=row.dish_id)


@writes(WAY + "/meals", MealOrderRow, "order_meal", made=True)
def order_meal(request: HttpRequest, body: MealOrderBody) -> Any:
    """Order a dish; the portion is taken and accepted at once. The same `key` is the same portion."""
    told = body.dict() | {"way": body.way.value}
    return Status(201, _portion(operations.order_meal(channel="api", **told, **said(request))))


@writes(WAY + "/meals/{uuid:order}/cancellation", MealCancelledRow, "cancel_meal")
def cancel_meal(request: HttpRequest, order: UUID) -> Any:
    """Before the cut-off: free, and the portion is another's."""
    return plain(operations.cancel_meal(order=order, **said(request)), MealCancelledRow)


def _round(request: HttpRequest, row: Any) -> dict[str, Any]:
    stops = queries.stops_of(scope_of(request), [row])[row.id]
    return plain(row, MealRoundRow, menu=row.menu_id, stops=[plain(one, MealStopRow) for one in stops])


@supplies.get(WAY + "/rounds/{uuid:round}", response=MealRoundRow, operation_id="get_meal_round")
def get_round(request: HttpRequest, round: UUID) -> Any:
    """One round, for its provider and its carrier."""
    return _round(request, queries.access_round(scope_of(request), round))


@writes(WAY + "/menus/{uuid:menu}/rounds", list[MealRoundRow], "make_meal_rounds", made=True)
def make_rounds(request: HttpRequest, menu: UUID) -> Any:
    """Routes for what is to be brought, once the cut-off is past."""
    rows = operations.make_rounds(menu=menu, **said(request))
    return Status(201, [_round(request, row) for row in rows])


@writes(WAY + "/rounds/{uuid:round}/carrier", MealRoundRow, "give_meal_round")
def give_round(request: HttpRequest, round: UUID, body: MealCarrierBody) -> Any:
    """Who walks it."""
    row = operations.give_round(round=round, carer=body.carer, **said(request))
    return _round(request, row)


@writes(WAY + "/stops/{uuid:stop}/tick", MealStopRow, "tick_meal_stop")
def tick(request: HttpRequest, stop: UUID, body: MealTickBody) -> Any:
    """Handed over, or nobody opened; the first tick counts."""
    return plain(operations.tick(stop=stop, **body.dict(), **said(request)), MealStopRow)


@supplies.get(WAY + "/articles", response=list[SupplyArticle], operation_id="list_articles")
def list_articles(request: HttpRequest, kind: Literal["", "aid", "goods"] = "") -> Any:
    """What can be bought or rented today."""
    rows = queries.list_articles(on=timezone.localdate(now()), kind=kind)
    return [plain(row, SupplyArticle) for row in rows]


@writes(WAY + "/sales", SaleRow, "buy_article", made=True)
def buy(request: HttpRequest, body: SaleBody) -> Any:
    """An order of goods that takes from the stock."""
    row = operations.buy(channel="api", **body.dict(), **said(request))
    return Status(201, plain(row, SaleRow, article=row.article_id))


def _rental(row: Any) -> dict[str, Any]:
    return plain(row, RentalRow, piece=row.piece_id, article=row.article_id)


@writes(WAY + "/rentals", RentalRow, "rent_article", made=True)
def rent(request: HttpRequest, body: RentalBody) -> Any:
    """Reserve the first free piece."""
    return Status(201, _rental(operations.rent(**body.dict(), **said(request))))


@writes(WAY + "/rentals/{uuid:rental}/step", RentalRow, "step_rental")
def step_rental(request: HttpRequest, rental: UUID, body: RentalStepBody) -> Any:
    """Handed over, taken back, inspected, lost, cancelled."""
    return _rental(STEPS[body.step](rental=rental, **said(request)))
