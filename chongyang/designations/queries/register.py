"""The public register: who holds which title since when. Whoever asks, the answer is the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from chongyang.core.scopes import Interval, Scope
from chongyang.designations.models import TitleHeld
from chongyang.designations.rules.titles import LEVEL_WORDS, Title
from chongyang.funding.queries.pages import NotFound, one_of
from chongyang.territory import queries as territory
from chongyang.territory.rules import reference

After = tuple[date, UUID]


def living_on(day: date) -> Q:
    """Held on a day, whatever became of it later."""
    return Q(valid_from__lte=day, valid_to__gt=day)


def list_register(
    on: date,
    *,
    title: str = "",
    within: Iterable[Interval] = (),
    text: str = "",
    living: bool = True,
    limit: int = 50,
    after: After | None = None,
) -> list[TitleHeld]:
    """Titles held on a day, or all that ever were, the newest first; public."""
    rows = TitleHeld.objects.filter(living_on(on)) if living else TitleHeld.objects.filter(valid_from__lte=on)
    rows = rows.filter(title=title) if title else rows
    rows = _in(rows, within)
    if words := text.strip()[:60].replace("\x00", ""):
        rows = rows.filter(Q(name__icontains=words) | Q(plaque__iexact=words))
    if after:
        day, key = after
        rows = rows.filter(Q(valid_from__lt=day) | Q(valid_from=day, id__lt=key))
    return list(rows.order_by("-valid_from", "-id")[:limit])


def _in(rows: "QuerySet[TitleHeld]", within: Iterable[Interval]) -> "QuerySet[TitleHeld]":
    rule = Q()
    for interval in within:
        rule |= Q(area__range=interval)
    return rows.filter(rule)


def get_plaque(number: str) -> TitleHeld:
    """The title whose plaque has this number; public. Raises NotFound."""
    row = TitleHeld.objects.filter(plaque=number.strip().upper()[:20].replace("\x00", "")).first()
    if row is None:
        raise NotFound(number)
    return row


def access_title(held: UUID) -> TitleHeld:
    """One title; public. Raises NotFound."""
    return one_of(TitleHeld.objects.select_related("application"), held)


def living_of(title: str, slot: str, on: date) -> TitleHeld | None:
    """The title of this kind that a holder has on a day."""
    return TitleHeld.objects.filter(living_on(on), title=title, slot=slot).first()


def count_held(scope: Scope, on: date) -> dict[str, int]:
    """How many of each title are held on a day within the scope's areas; the register itself is public."""
    rows = TitleHeld.objects.filter(living_on(on))
    rows = rows if scope.system else _in(rows, scope.intervals or [(0, 0)])
    return dict(rows.order_by("title").values_list("title").annotate(count=Count("id")))


def count_living(on: date, within: Iterable[Interval] = ()) -> dict[str, int]:
    """How many of each title are held on a day in some areas, or in the city; public."""
    rows = _in(TitleHeld.objects.filter(living_on(on)), within)
    return dict(rows.order_by("title").values_list("title").annotate(count=Count("id")))


@dataclass(frozen=True, slots=True)
class Quota:
    """What a place may have of a title, and has."""

    level: str
    place: str
    most: int
    held: int

    @property
    def is_full(self) -> bool:
        return self.held >= self.most


def quota_of(title: Title, area: int, on: date) -> Quota | None:
    """The quota that another title at this area would fall under; None where the text gives none."""
    if title.most is None:
        return None
    place, within = _place_of(title.most.level, area)
    held = _in(TitleHeld.objects.filter(living_on(on), title=title.key), within).count()
    return Quota(LEVEL_WORDS[title.most.level], place, title.most.number, held)


def _place_of(level: str, area: int) -> tuple[str, tuple[Interval, ...]]:
    if level == "unit" and (unit := reference.unit_of(area, reference.load_reporting_units())):
        return unit.name, tuple(unit.intervals)
    if level == "street":
        first = area // 1000 * 1000
        return territory.area_name(first), ((first, first + 999),)
    return "", ()
