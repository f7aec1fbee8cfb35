"""What a provider keeps by JSON, as at its desk: points, menus, articles; and meals by plan."""

from datetime import date, datetime, time
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Schema, Status
from pydantic import Field

from chongyang.api.needs import Bearer, scope_of, writer
from chongyang.api.orders import said
from chongyang.api.shapes import Body, Latitude, Longitude, plain
from chongyang.api.supplies import (
    WAY,
    DishRow,
    MealPointRow,
    MenuRow,
    Note,
    SupplyArticle,
    Word,
    menu_of,
    supplies,
    writes,
)
from chongyang.core.clock import now
from chongyang.supplies import operations, queries
from chongyang.supplies.enums import Allergen, ArticleKind, Meal, PointKind, Way
from chongyang.supplies.operations import ArticleForm, DishForm, PointForm, StandingForm, TimeForm
from chongyang.territory.enums import TokenName

keeps = writer(supplies, Bearer(TokenName.SERVICES_WRITE))
AreaOfSupply = Annotated[int, Field(ge=10**11, lt=10**12, description="first code of twelve digits")]
Fen = Annotated[int, Field(ge=0, le=10_000_000)]
Count = Annotated[int, Field(ge=0, le=100_000)]
Allergens = Annotated[list[Allergen], Field(max_length=8)]


class MealPointBody(Body):
    """`area` is where it stands (a street or a community), `areas` what it serves (counties, streets)."""

    name: Word
    kind: PointKind
    area: AreaOfSupply
    address: Note
    longitude: Longitude
    latitude: Latitude
    areas: Annotated[list[AreaOfSupply], Field(min_length=1, max_length=200)]
    seats: Count = 0
    valid_from: date
    valid_to: date | None = None
    phone: Annotated[str, Field(max_length=20)] = ""


class MealTimeBody(Body):
    """`cut_off` so many days before; afterwards nothing is ordered nor given back."""

    begins: time
    ends: time
    cut_off: time
    capacity: Count
    days_before: Annotated[int, Field(ge=0, le=3)] = 0


class MealTimeRow(Schema):
    id: UUID
    point: UUID
    meal: str
    begins: time
    ends: time
    cut_off: time
    days_before: int
    capacity: int


class DishBody(Body):
    name: Annotated[str, Field(min_length=1, max_length=60)]
    price_fen: Fen
    portions: Count
    about: Annotated[str, Field(max_length=120)] = ""
    low_salt: bool = False
    soft: bool = False
    allergens: Allergens = []


class MenuBody(Body):
    day: date
    meal: Meal
    dishes: Annotated[list[DishBody], Field(min_length=1, max_length=40)]


class KeptDish(DishRow):
    portions: int
    taken: int


class KeptMenu(MenuRow):
    """As its provider reads it: a draft has no `published_at`."""

    capacity: int
    taken: int
    published_at: datetime | None
    dishes: list[KeptDish]  # type: ignore[assignment]


class WeekBody(Body):
    monday: date


class SupplyArticleBody(Body):
    """`stock` is all that ever came in; a price to buy, a rent by the month, or both."""

    kind: ArticleKind
    name: Word
    about: Annotated[str, Field(max_length=300)] = ""
    sale_fen: Fen | None = None
    month_fen: Fen | None = None
    deposit_fen: Fen = 0
    stock: Count = 0
    valid_from: date
    valid_to: date | None = None


class PieceBody(Body):
    serial: Annotated[str, Field(min_length=1, max_length=40)]


class PieceRow(Schema):
    id: UUID
    article: UUID
    serial: str
    state: str
    disinfected_on: date | None


class MealPlanBody(Body):
    """A dish that has one of `avoids` is never chosen."""

    person: UUID
    point: UUID
    meal: Meal
    way: Way
    weekdays: Annotated[list[Annotated[int, Field(ge=1, le=7)]], Field(min_length=1, max_length=7)]
    valid_from: date
    valid_to: date | None = None
    low_salt: bool = False
    soft: bool = False
    avoids: Allergens = []
    note: Note = ""
    key: Word = ""


class MealPlanStepBody(Body):
    """`until` is the first day of a pause that is no pause any more; without it the pause has no end."""

    step: Literal["pause", "resume", "end"]
    until: date | None = None


class MealPlanRow(Schema):
    id: UUID
    plan: UUID
    person: UUID
    point: UUID
    meal: str
    way: str
    low_salt: bool
    soft: bool
    avoids: list[str]
    ended_at: datetime | None


def _point(request: HttpRequest, body: MealPointBody, point: UUID | None) -> dict[str, Any]:
    given = body.model_dump(mode="python") | {"kind": body.kind.value}
    return plain(operations.keep_point(form=PointForm(**given), point=point, **said(request)), MealPointRow)


@keeps(WAY + "/points", MealPointRow, "add_meal_point", made=True)
def add_point(request: HttpRequest, body: MealPointBody) -> Any:
    """A meal point of one's own provider."""
    return Status(201, _point(request, body, None))


@keeps(WAY + "/points/{uuid:point}", MealPointRow, "change_meal_point")
def change_point(request: HttpRequest, point: UUID, body: MealPointBody) -> Any:
    """The point as it shall be."""
    return _point(request, body, point)


@keeps(WAY + "/points/{uuid:point}/times/{meal}", MealTimeRow, "set_meal_time")
def set_time(request: HttpRequest, point: UUID, meal: Meal, body: MealTimeBody) -> Any:
    """A meal that the point serves; menus that stand keep their own hours."""
    given = {name: _local(value) for name, value in body.model_dump().items()}
    row = operations.keep_time(point=point, form=TimeForm(meal=meal.value, **given), **said(request))
    return plain(row, MealTimeRow, point=row.point_id)


def _local(value: Any) -> Any:
    """Hours are those of the city, whatever offset was written behind them."""
    return value.replace(tzinfo=None) if isinstance(value, time) else value


def _menu(row: Any) -> dict[str, Any]:
    return menu_of(row, queries.dishes_of([row]).get(row.id, []), KeptMenu, KeptDish)


@supplies.get(WAY + "/menus", response=list[KeptMenu], operation_id="list_own_menus")
def list_own_menus(request: HttpRequest, day: date | None = None) -> Any:
    """The menus of one's own points on a day (today), drafts too."""
    rows = queries.list_menus(scope_of(request), day or timezone.localdate(now()))
    dishes = queries.dishes_of(rows)
    return [menu_of(row, dishes.get(row.id, []), KeptMenu, KeptDish) for row in rows]


@keeps(WAY + "/points/{uuid:point}/menus", KeptMenu, "write_menu")
def write_menu(request: HttpRequest, point: UUID, body: MenuBody) -> Any:
    """All dishes of one meal as they shall be; what somebody ordered keeps its price and enough portions."""
    dishes = [DishForm(**one.model_dump()) for one in body.dishes]
    told: dict[str, Any] = {"day": body.day, "meal": body.meal.value, "dishes": dishes}
    return _menu(operations.write_menu(point=point, **told, **said(request)))


@keeps(WAY + "/menus/{uuid:menu}/publication", KeptMenu, "publish_menu")
def publish(request: HttpRequest, menu: UUID) -> Any:
    """From here on it is ordered and accepted at once; meals by plan come first."""
    operations.publish(menu=menu, **said(request))
    return _menu(queries.access_menu(scope_of(request), menu))


@keeps(WAY + "/points/{uuid:point}/weeks", list[KeptMenu], "copy_menus_of_week", made=True)
def copy_week(request: HttpRequest, point: UUID, body: WeekBody) -> Any:
    """The menus of that week as drafts of the next; one that stands there stays."""
    rows = operations.copy_week(point=point, monday=body.monday, **said(request))
    return Status(201, [_menu(row) for row in rows])


def _article(request: HttpRequest, body: SupplyArticleBody, article: UUID | None) -> dict[str, Any]:
    form = ArticleForm(**(body.model_dump() | {"kind": body.kind.value}))
    return plain(operations.keep_article(form=form, article=article, **said(request)), SupplyArticle)


@keeps(WAY + "/articles", SupplyArticle, "add_article", made=True)
def add_article(request: HttpRequest, body: SupplyArticleBody) -> Any:
    """A thing to buy or to rent."""
    return Status(201, _article(request, body, None))


@keeps(WAY + "/articles/{uuid:article}", SupplyArticle, "change_article")
def change_article(request: HttpRequest, article: UUID, body: SupplyArticleBody) -> Any:
    """The article as it shall be; what was sold stays sold."""
    return _article(request, body, article)


@keeps(WAY + "/articles/{uuid:article}/pieces", PieceRow, "add_article_piece", made=True)
def add_piece(request: HttpRequest, article: UUID, body: PieceBody) -> Any:
    """One more thing that can be rented, under its number."""
    row = operations.add_piece(article=article, serial=body.serial, **said(request))
    return Status(201, plain(row, PieceRow, article=row.article_id))


def _plan(row: Any) -> dict[str, Any]:
    return plain(row, MealPlanRow, point=row.point_id)


@supplies.get(WAY + "/meal-plans", response=list[MealPlanRow], operation_id="list_meal_plans")
def list_plans(request: HttpRequest, person: UUID) -> Any:
    """The meals by plan of a person within reach that still run."""
    return [_plan(row) for row in queries.list_standing(scope_of(request), [person])]


@writes(WAY + "/meal-plans", MealPlanRow, "begin_meal_plan", made=True)
def begin_plan(request: HttpRequest, body: MealPlanBody) -> Any:
    """On these weekdays a portion that suits her, as menus appear. The same `key` is the same plan."""
    given = body.model_dump(exclude={"person", "key"}) | {"meal": body.meal.value, "way": body.way.value}
    told: dict[str, Any] = {
        "person": body.person,
        "form": StandingForm(**given),
        "channel": "api",
        "key": body.key,
    }
    return Status(201, _plan(operations.begin_standing(**told, **said(request))))


@writes(WAY + "/meal-plans/{uuid:standing}/step", MealPlanRow, "step_meal_plan")
def step_plan(request: HttpRequest, standing: UUID, body: MealPlanStepBody) -> Any:
    """Rest, go on, end; meals ordered ahead for those days are called off."""
    told: dict[str, Any] = {"standing": standing, "do": body.step, "until": body.until}
    return _plan(operations.change_standing(**told, **said(request)))
