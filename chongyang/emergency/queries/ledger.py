"""The response-chain ledger in figures: exact medians and 90th percentiles, however they are asked for.

One row of `IncidentTimes` an incident; what was merged into another is counted there, and not for itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import Aggregate, CharField, Count, F, FloatField, Q, QuerySet, Value
from django.db.models import Case as When
from django.db.models import When as Then
from django.db.models.functions import TruncMonth
from django.utils.timezone import localtime

from chongyang.core.access import enter, visible
from chongyang.core.scopes import Scope
from chongyang.emergency.models import IncidentTimes
from chongyang.emergency.rules import ledger
from chongyang.emergency.rules.ledger import By, Choice, Sought
from chongyang.registry.permissions import can_read
from chongyang.territory import queries as territory
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can
from chongyang.territory.rules.small_cells import LEAST, Cover, covered

STREET, COUNTY = 1_000, 1_000_000
WORK_MEMORY = "64MB"
COUNTED = (
    "incidents",
    "answered",
    "answered_in_time",
    "sent",
    "arrived",
    "not_arrived",
    "arrived_in_time",
    "corrected",
)


class Percentiles(Aggregate):
    """The exact median and 90th percentile, interpolated as percentile_cont does; None where nothing is."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = ArrayField(FloatField())


@dataclass(frozen=True, slots=True)
class Measured:
    """A group of incidents. Seconds; None where nobody reached it, or (`cover`) where it may not be told."""

    key: str
    incidents: int = 0
    answered: int = 0
    answer: tuple[float, float] | None = None
    answered_in_time: int = 0
    sent: int = 0
    arrived: int = 0
    not_arrived: int = 0
    door: tuple[float, float] | None = None
    arrived_in_time: int = 0
    corrected: int = 0
    cover: Cover | None = None

    @property
    def never_answered(self) -> int:
        """Nobody took it, until now or until it ended."""
        return self.incidents - self.answered

    @property
    def never_arrived(self) -> int:
        """To these nobody came, as many are settled by telephone; `not_arrived`: somebody was sent."""
        return self.incidents - self.arrived


@dataclass(frozen=True, slots=True)
class Figures:
    """The whole of a choice, and its groups in their order."""

    total: Measured
    groups: list[Measured] = field(default_factory=list)


def reach_of(scope: Scope, now: datetime) -> Scope:
    """The areas whose figures a reader of the ledger has; who may know no person has those of the post."""
    demand(scope, Can.READ_LEDGER)
    if scope.system or can_read(scope):
        return scope if scope.system else replace(scope, organisation=None, persons=())
    return territory.figure_scope(scope, now=now)


def get_figures(scope: Scope, choice: Choice, by: By, *, now: datetime) -> Figures:
    """The figures of a choice by county, street, month, source, level or kind; two statements.

    For who may know no person, groups of fewer than five are covered (`territory.rules.small_cells`).
    """
    reach = reach_of(scope, now)
    with enter(reach):
        _take_memory()
        rows = chosen(reach, choice).filter(merged_into=None)
        whole = rows.aggregate(answer=Percentiles("answer_seconds"), door=Percentiles("door_seconds"))
        grouped: Any = (
            rows.order_by().annotate(key=_key(by)).values("key").annotate(**_sums()).order_by("key")
        )
        groups = [_measured(_word(row.pop("key")), row) for row in grouped]
    total = _total(groups, whole)
    if can_read(scope):
        return Figures(total, groups)
    return Figures(_covered_total(total, choice), _covered(groups))


Spread = dict[str, list[int | None]]


def get_spread(scope: Scope, choice: Choice, *, now: datetime) -> Spread:
    """How many were answered, and how many had somebody at the door, in each class of seconds.

    None: so few that a reader of figures alone is not told.
    """
    reach = reach_of(scope, now)
    with enter(reach):
        rows = chosen(reach, choice).filter(merged_into=None)
        told = rows.aggregate(
            **_classes("answer", ledger.ANSWER_STEPS), **_classes("door", ledger.DOOR_STEPS)
        )
    spread: Spread = {
        name: [told[f"{name}{place}"] for place in range(len(steps))]
        for name, steps in (("answer", ledger.ANSWER_STEPS), ("door", ledger.DOOR_STEPS))
    }
    if not can_read(scope):
        return {name: [None if n and n < LEAST else n for n in numbers] for name, numbers in spread.items()}
    return spread


def _classes(name: str, steps: tuple[int, ...]) -> dict[str, Any]:
    column = f"{name}_seconds"
    return {
        f"{name}{place}": Count(
            "id",
            filter=Q(**{f"{column}__gte": low}) & (Q(**{f"{column}__lt": high}) if high else Q()),
        )
        for place, (low, high) in enumerate(ledger.classes_of(steps))
    }


def chosen(reach: Scope, choice: Choice) -> QuerySet[IncidentTimes]:
    """The rows of a choice within reach, merged ones among them."""
    rows = visible(IncidentTimes.objects.all(), reach)
    rows = rows.filter(opened_at__gte=choice.since, opened_at__lt=choice.until)
    if choice.area:
        rows = rows.filter(area__range=choice.area)
    if choice.level:
        rows = rows.filter(level="" if choice.level == "none" else choice.level)
    words = {"source": choice.source, "kind": choice.kind, "outcome": choice.outcome}
    rows = rows.filter(**{name: word for name, word in words.items() if word})
    return rows.filter(_sought(choice.sought)) if choice.sought else rows


def _late_door() -> Q:
    town, village = ledger.door_target(is_rural=False), ledger.door_target(is_rural=True)
    return Q(is_rural=False, door_seconds__gt=town) | Q(is_rural=True, door_seconds__gt=village)


def _sought(word: str) -> Q:
    return {
        Sought.LATE_ANSWER: Q(answer_seconds__gt=ledger.target_seconds(ledger.ANSWER_TARGET)),
        Sought.NEVER_ANSWERED: Q(answer_seconds=None),
        Sought.LATE_DOOR: _late_door(),
        Sought.NEVER_AT_DOOR: Q(door_seconds=None, assigned_at__isnull=False),
        Sought.CLOCK_WRONG: Q(is_clock_wrong=True),
        Sought.CORRECTED: Q(corrections__gt=0),
        Sought.MERGED: Q(merged_into__isnull=False),
    }[Sought.of(word)]


def _key(by: By) -> Any:
    if by is By.COUNTY:
        return F("area") / COUNTY
    if by is By.STREET:
        return F("area") / STREET
    if by is By.MONTH:
        return TruncMonth("opened_at")
    if by is By.LEVEL:
        return When(Then(level="", then=Value("none")), default=F("level"), output_field=CharField())
    return F(by.value)


def _word(key: Any) -> str:
    return f"{localtime(key):%Y-%m}" if isinstance(key, datetime) else str(key)


def _sums() -> dict[str, Any]:
    answer = ledger.target_seconds(ledger.ANSWER_TARGET)
    return {
        "incidents": Count("id"),
        "answered": Count("answer_seconds"),
        "answer": Percentiles("answer_seconds"),
        "answered_in_time": Count("id", filter=Q(answer_seconds__lte=answer)),
        "sent": Count("assigned_at"),
        "arrived": Count("door_seconds"),
        "not_arrived": Count("id", filter=_sought(Sought.NEVER_AT_DOOR)),
        "door": Percentiles("door_seconds"),
        "late_door": Count("id", filter=_late_door()),
        "corrected": Count("id", filter=Q(corrections__gt=0)),
    }


def _measured(key: str, row: dict[str, Any]) -> Measured:
    told = dict(row)
    late = told.pop("late_door")
    pairs = {name: _pair(told[name]) for name in ("answer", "door")}
    return Measured(key=key, **{**told, **pairs}, arrived_in_time=told["arrived"] - late)


def _pair(numbers: Sequence[float] | None) -> tuple[float, float] | None:
    return (numbers[0], numbers[1]) if numbers and numbers[0] is not None else None


def _take_memory() -> None:
    """A year of a large city is sorted without a file; until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('work_mem', %s, true)", [WORK_MEMORY])


def _total(groups: Sequence[Measured], whole: dict[str, Any]) -> Measured:
    """Counts are the sums of the groups; medians are not, and are those of all."""
    counts = {name: sum(getattr(one, name) for one in groups) for name in COUNTED}
    return Measured("", answer=_pair(whole["answer"]), door=_pair(whole["door"]), **counts)


def _covered_total(total: Measured, choice: Choice) -> Measured:
    """Of a chosen part, or of a small reach, fewer than five are no figure."""
    return _hidden(total, Cover.SMALL) if total.incidents < LEAST and choice.is_narrow else _parts(total)


def _covered(groups: list[Measured]) -> list[Measured]:
    hidden = covered({one.key: one.incidents for one in groups})
    return [_hidden(one, hidden[one.key]) if one.key in hidden else _parts(one) for one in groups]


def _hidden(one: Measured, cover: Cover) -> Measured:
    return Measured(key=one.key, cover=cover)


def _parts(one: Measured) -> Measured:
    """A large group may hold a small part: of fewer than five journeys no times are told."""
    few_doors, few_answers = one.arrived < LEAST, one.answered < LEAST
    return replace(one, door=None if few_doors else one.door, answer=None if few_answers else one.answer)
