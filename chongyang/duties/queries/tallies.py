"""Duties in numbers, by organisation: for the supervision room and for reports."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.db.models import Count
from django.utils import timezone

from chongyang.core import access
from chongyang.core.scopes import Scope
from chongyang.duties.enums import Light
from chongyang.duties.models import Letter
from chongyang.duties.queries.lit import Lit, list_runs_lit
from chongyang.indicators.rules.periods import Period


@dataclass(frozen=True, slots=True)
class Tally:
    """Of one organisation as of the end of a period; `letters` are those signed to it in the period."""

    items: int = 0
    closed: int = 0
    green: int = 0
    yellow: int = 0
    red: int = 0
    grey: int = 0
    overdue: int = 0
    letters: int = 0


def tally(scope: Scope, period: Period, *, today: date | None = None) -> dict[str, Tally]:
    """By the key of the organisation; `today` where the period is not over. Raises NotAllowed."""
    found: dict[str, list[Lit]] = defaultdict(list)
    for lit in list_runs_lit(scope, period, today=today):
        found[lit.run.organisation_key].append(lit)
    letters = _letters(scope, period)
    names = sorted({*found, *letters})
    return {name: replace(count(found[name]), letters=letters.get(name, 0)) for name in names}


def count(lits: Iterable[Lit]) -> Tally:
    """How many of these duties show what."""
    held = list(lits)
    by_light = {light: sum(lit.light is light for lit in held) for light in Light}
    return Tally(
        items=len(held),
        closed=sum(lit.is_closed for lit in held),
        green=by_light[Light.GREEN],
        yellow=by_light[Light.YELLOW],
        red=by_light[Light.RED],
        grey=by_light[Light.GREY],
        overdue=sum(lit.is_overdue for lit in held),
    )


def list_lit(scope: Scope, period: Period, light: Light, *, today: date | None = None) -> list[Lit]:
    """The duties that show a light, by item and organisation."""
    return [lit for lit in list_runs_lit(scope, period, today=today) if lit.light is light]


def _letters(scope: Scope, period: Period) -> dict[str, int]:
    zone = timezone.get_default_timezone()
    first, until = (
        datetime.combine(day, time.min, tzinfo=zone) for day in (period.days.first, period.days.until)
    )
    rows = access.visible(Letter.objects.filter(signed_at__gte=first, signed_at__lt=until), scope)
    counted = rows.order_by("organisation_key").values("organisation_key").annotate(n=Count("id"))
    return dict(counted.values_list("organisation_key", "n"))
