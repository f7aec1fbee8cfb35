"""Readings, roll-ups and alerts within reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, IntegerField, Max, Min, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Extract, Floor

from chongyang.core.access import visible
from chongyang.core.scopes import Scope
from chongyang.registry import queries as registry
from chongyang.registry.enums import ConsentPurpose
from chongyang.registry.permissions import can_read
from chongyang.telecare.enums import AlertLevel, AlertState, DeviceState, Fault
from chongyang.telecare.models import Alert, Device, HourlyReading, LastReading, Reading
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

GRAVE_FIRST = Case(
    *(When(level=level.value, then=Value(place)) for place, level in enumerate(AlertLevel)),
    default=Value(9),
    output_field=IntegerField(),
)
MOST = 5000
DETECTED = ("gas", "smoke", "water")
RAW_SPAN = timedelta(days=8)
SHIFT = 8 * 3600  # the city's midnight in an epoch of UTC


@dataclass(frozen=True, slots=True)
class Bucket:
    """What one kind showed in one step of time."""

    kind: str
    at: datetime
    low: float
    high: float
    mean: float
    count: int

    @property
    def total(self) -> float:
        return self.mean * self.count


def shares_vitals(scope: Scope, person: UUID) -> bool:
    """Whether readings may be shown: not when she took the consent to health data back, unless something
    urgent is open (life and health, PIPL art. 13 (4)). A door for the family asks this too. Raises NotFound.
    """
    files = _files(scope, person)
    if scope.system or not registry.withdrawn_of(files, ConsentPurpose.HEALTH):
        return True
    grave = (AlertLevel.LIFE.value, AlertLevel.URGENT.value)
    return (
        Alert.objects.filter(person__in=files, level__in=grave)
        .exclude(state=AlertState.CLOSED.value)
        .exists()
    )


def _shared(scope: Scope, person: UUID) -> list[UUID]:
    """All files of an elder whose readings may be shown here; none where they may not."""
    return _files(scope, person) if shares_vitals(scope, person) else []


def _reached(rows: "QuerySet[Any]", scope: Scope) -> "QuerySet[Any]":
    demand(scope, Can.WATCH_VITALS)
    return visible(rows, scope) if can_read(scope) else rows.none()


def get_alert(scope: Scope, alert: UUID) -> Alert | None:
    """One alert within reach; the system reaches all."""
    rows = Alert.objects.filter(id=alert)
    return rows.first() if scope.system else _reached(rows, scope).first()


def list_alerts(
    scope: Scope, now: datetime, level: str = "", after: UUID | None = None, limit: int = 50
) -> list[Alert]:
    """Open alerts that are to be shown, gravest first, then longest waiting; `after` is the last seen."""
    rows = _open(scope, now).annotate(place=GRAVE_FIRST)
    if level:
        rows = rows.filter(level=level)
    if after and (last := rows.filter(id=after).first()):
        same = Q(place=last.place)
        later = same & (Q(shown_at__gt=last.shown_at) | Q(shown_at=last.shown_at, id__gt=last.id))
        rows = rows.filter(Q(place__gt=last.place) | later)
    return list(rows.order_by("place", "shown_at", "id")[:limit])


def _open(scope: Scope, now: datetime) -> "QuerySet[Any]":
    rows = Alert.objects.exclude(state=AlertState.CLOSED.value).filter(shown_at__lte=now)
    return _reached(rows, scope)


def count_alerts(scope: Scope, now: datetime) -> dict[str, int]:
    """Open alerts by level, and how many are beyond their time (`late`)."""
    rows = _open(scope, now).order_by("level")
    held = dict(rows.values_list("level").annotate(number=Count("id")))
    return {**held, "late": rows.filter(due_at__lt=now).count()}


def list_alerts_of(
    scope: Scope, person: UUID, since: datetime | None = None, limit: int = 100
) -> list[Alert]:
    """A person's alerts, closed ones too, the newest first."""
    rows = _reached(Alert.objects.filter(person__in=_files(scope, person)), scope)
    if since:
        rows = rows.filter(last_at__gte=since)
    return list(rows.order_by("-first_at", "-id")[:limit])


def list_readings_of(
    scope: Scope,
    person: UUID,
    since: datetime,
    until: datetime,
    kinds: tuple[str, ...] = (),
    limit: int = MOST,
) -> list[Reading]:
    """Raw values of [since, until), the newest first; what cannot be true is among them, marked."""
    files = _shared(scope, person)
    rows = _reached(Reading.objects.filter(person__in=files, at__gte=since, at__lt=until), scope)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    return list(rows.order_by("-at", "kind", "id")[:limit])


def list_hours_of(
    scope: Scope, person: UUID, since: datetime, until: datetime, kinds: tuple[str, ...] = ()
) -> list[HourlyReading]:
    """Rolled-up hours of [since, until), in order of time; years of one person, so no more than 200,000."""
    files = _shared(scope, person)
    rows = _reached(HourlyReading.objects.filter(person__in=files, hour__gte=since, hour__lt=until), scope)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    return list(rows.order_by("hour", "kind", "context")[:200_000])


def list_buckets_of(
    scope: Scope, person: UUID, since: datetime, until: datetime, seconds: int
) -> list[Bucket]:
    """A person's values by kind in steps of `seconds`, counted from midnight of the city, in order of time.

    Up to eight days they come from raw readings, beyond that from the roll-up: one statement either way.
    """
    files = _shared(scope, person)
    is_raw = until - since <= RAW_SPAN
    rows = _raw(files, since, until) if is_raw else _rolled(files, since, until)
    step = Floor((Extract("moment", "epoch", tzinfo=UTC) + SHIFT) / Value(float(seconds)))
    counted = (
        _reached(rows, scope)
        .annotate(step=step)
        .order_by("step", "kind")
        .values_list("kind", "step")
        .annotate(low=Min("least"), high=Max("most"), total=Sum("sum"), number=Sum("n"))
    )
    return [
        Bucket(kind, datetime.fromtimestamp(place * seconds - SHIFT, UTC), low, high, total / number, number)
        for kind, place, low, high, total, number in counted
    ]


def _files(scope: Scope, person: UUID) -> list[UUID]:
    """All files of an elder within reach, the survivor first; raises NotFound."""
    return registry.get_cluster(registry.access_elder(scope, person))


def _raw(files: Sequence[UUID], since: datetime, until: datetime) -> "QuerySet[Any]":
    rows = Reading.objects.filter(person__in=files, at__gte=since, at__lt=until)
    rows = rows.exclude(fault=Fault.IMPLAUSIBLE.value)
    return rows.annotate(moment=F("at"), least=F("value"), most=F("value"), sum=F("value"), n=Value(1))


def _rolled(files: Sequence[UUID], since: datetime, until: datetime) -> "QuerySet[Any]":
    rows = HourlyReading.objects.filter(person__in=files, hour__gte=since, hour__lt=until)
    total = F("mean") * F("count")
    return rows.annotate(moment=F("hour"), least=F("lowest"), most=F("highest"), sum=total, n=F("count"))


def list_last_of(scope: Scope, person: UUID) -> list[LastReading]:
    """The newest value of each kind."""
    rows = _reached(LastReading.objects.filter(person__in=_shared(scope, person)), scope)
    newest = {row.kind: row for row in rows.order_by("kind", "at", "id")}
    return list(newest.values())


def count_watched(scope: Scope, since: datetime) -> int:
    """How many persons sent a reading since a moment."""
    rows = visible(LastReading.objects.filter(at__gte=since), scope)
    return rows.order_by().values("person").distinct().count()


def list_measuring(scope: Scope, kinds: tuple[str, ...], limit: int) -> list[tuple[str, str]]:
    """Serial numbers and kinds of devices of these kinds in use."""
    rows = visible(Device.objects.filter(kind__in=kinds, state=DeviceState.IN_USE.value), scope)
    return list(rows.order_by("id").values_list("serial", "kind")[:limit])


def count_raised(scope: Scope, since: datetime, kinds: tuple[str, ...] = ()) -> int:
    """How many alerts were raised since a moment, of some kinds or of all."""
    rows = Alert.objects.filter(first_at__gte=since)
    return visible(rows.filter(kind__in=kinds) if kinds else rows, scope).count()


def count_detectors(scope: Scope) -> int:
    """Detectors of gas, smoke and water in use within reach."""
    return visible(Device.objects.filter(kind__in=DETECTED, state=DeviceState.IN_USE.value), scope).count()
