"""A provider keeps its meal points and the meals that each serves."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import IntegrityError, transaction

from chongyang.core.access import enter
from chongyang.core.keys import new_key
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.supplies import permissions, queries
from chongyang.supplies.enums import Meal, PointKind
from chongyang.supplies.models import MealPoint, MealTime
from chongyang.supplies.operations import errors
from chongyang.supplies.operations.errors import UnableToSupply
from chongyang.supplies.operations.telling import tell
from chongyang.supplies.queries.meals import is_open
from chongyang.supplies.rules.times import LATEST
from chongyang.territory import queries as territory

MOST_SEATS, MOST_PORTIONS, MOST_DAYS_BEFORE = 2000, 20_000, 3
EAST, NORTH = 180.0, 90.0
COUNTY = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class PointForm:
    name: str
    kind: str
    area: int
    address: str
    longitude: float
    latitude: float
    areas: Collection[int]
    seats: int
    valid_from: date
    valid_to: date | None = None
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeForm:
    """A meal with its hours; it is ordered until `cut_off` so many days before."""

    meal: str
    begins: time
    ends: time
    cut_off: time
    capacity: int
    days_before: int = 0


@transaction.atomic
def keep_point(
    *, form: PointForm, scope: Scope, by: Actor, now: datetime, point: UUID | None = None
) -> MealPoint:
    """A new point, or one of one's own changed. Raises UnableToSupply, NotFound, NotAllowed."""
    organisation = permissions.organisation_of(scope)
    if not is_open(organisation):
        raise UnableToSupply(errors.NOT_IN_FORCE)
    _check(form)
    row = queries.access_own_point(scope, point) if point else MealPoint(id=new_key(), made_at=now)
    with enter(system_scope("meal point", actor=by)):
        row.organisation = organisation
        for name in PointForm.__slots__:
            setattr(row, name, getattr(form, name))
        row.name, row.areas = form.name.strip(), sorted(set(form.areas))
        try:
            with transaction.atomic():
                row.save(force_insert=point is None)
        except IntegrityError as error:
            raise UnableToSupply(errors.NAME, "name") from error
        tell("point.kept", row, by=by, now=now)
    return row


def _check(form: PointForm) -> None:
    faults = (
        (not form.name.strip(), errors.NAME, "name"),
        (form.kind not in set(PointKind), errors.KIND, "kind"),
        (not form.address.strip() or not _is_known(form.area), errors.PLACE, "address"),
        (not -EAST <= form.longitude <= EAST, errors.PLACE, "longitude"),
        (not -NORTH <= form.latitude <= NORTH, errors.PLACE, "latitude"),
        (not form.areas or not _are_known(form.areas), errors.AREAS, "areas"),
        (not 0 <= form.seats <= MOST_SEATS, errors.NUMBER, "seats"),
        (form.valid_from > LATEST, errors.FROM, "valid_from"),
        (form.valid_to is not None and form.valid_to <= form.valid_from, errors.DAYS, "valid_to"),
    )
    _raise(faults)


def _is_known(area: int) -> bool:
    """A street, or a community of one."""
    return any(len(one.code) > COUNTY for one in territory.area_path(area))


def _are_known(areas: Collection[int]) -> bool:
    """Counties and streets of the tree; what the whole city is served says each county."""
    held = {one.first for level in ("county", "street") for one in territory.list_areas(level)}
    return set(areas) <= held


def _raise(faults: Collection[tuple[bool, str, str]]) -> None:
    for wrong, reason, field in faults:
        if wrong:
            raise UnableToSupply(reason, field)


@transaction.atomic
def keep_time(*, point: UUID, form: TimeForm, scope: Scope, by: Actor, now: datetime) -> MealTime:
    """A meal that a point serves; menus that stand already keep their own hours and capacity."""
    row = queries.access_own_point(scope, point)
    _raise(
        (
            (form.meal not in set(Meal), errors.KIND, "meal"),
            (form.ends <= form.begins, errors.HOURS, "ends"),
            (not 0 <= form.days_before <= MOST_DAYS_BEFORE, errors.NUMBER, "days_before"),
            (form.days_before == 0 and form.cut_off > form.begins, errors.CUT_OFF, "cut_off"),
            (not 0 < form.capacity <= MOST_PORTIONS, errors.NUMBER, "capacity"),
        )
    )
    values = {name: getattr(form, name) for name in TimeForm.__slots__ if name != "meal"}
    with enter(system_scope("meal point", actor=by)):
        kept, _ = MealTime.objects.update_or_create(
            point=row, meal=form.meal, defaults={"organisation": row.organisation, **values}
        )
        tell("point.served", row, by=by, now=now, meal=form.meal)
    return kept
