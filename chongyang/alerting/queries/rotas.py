"""Who has duty, and what a rota leaves open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from chongyang.alerting.models import Rota, Shift
from chongyang.alerting.queries.channels import working_channels
from chongyang.alerting.queries.errors import NotFound
from chongyang.alerting.rules import rotas
from chongyang.alerting.rules.defaults import span
from chongyang.core.access import visible
from chongyang.core.scopes import Scope
from chongyang.core.workdays import china
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

MOST_DAYS = 92


@dataclass(frozen=True, slots=True)
class RotaFindings:
    """What prevents the activation: spans without anybody, and people without a channel with their duties."""

    gaps: tuple[rotas.Span, ...]
    silent: tuple[tuple[UUID, rotas.Span], ...]

    def __bool__(self) -> bool:
        return bool(self.gaps or self.silent)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a weekly pattern would give beside the shifts that stand: nothing of it is kept."""

    duties: tuple[rotas.Duty, ...]
    gaps: tuple[rotas.Span, ...]
    clashes: tuple[tuple[UUID, rotas.Span], ...]
    silent: tuple[UUID, ...]

    @property
    def is_whole(self) -> bool:
        return bool(self.duties) and not (self.gaps or self.clashes or self.silent)


def list_rotas(scope: Scope) -> list[Rota]:
    """The rotas within reach; raises NotAllowed."""
    demand(scope, Can.READ_ESCALATION)
    return list(visible(Rota.objects.all(), scope).order_by("code"))


def access_rota(scope: Scope, rota: UUID) -> Rota:
    """One rota within reach; raises NotAllowed, NotFound."""
    demand(scope, Can.READ_ESCALATION)
    row = visible(Rota.objects.filter(id=rota), scope).first()
    if row is None:
        raise NotFound(str(rota))
    return row


def access_shift(scope: Scope, shift: UUID) -> Shift:
    """One shift that stands, within reach; raises NotAllowed, NotFound."""
    demand(scope, Can.READ_ESCALATION)
    rows = visible(Shift.objects.filter(id=shift, cancelled_at=None), scope)
    row = rows.select_related("rota").first()
    if row is None:
        raise NotFound(str(shift))
    return row


def list_shifts(scope: Scope, rota: Rota, begins_at: datetime, ends_at: datetime) -> list[Shift]:
    """Shifts that touch a span, in their order."""
    demand(scope, Can.READ_ESCALATION)
    rows = visible(Shift.objects.filter(rota=rota, cancelled_at=None), scope)
    rows = rows.filter(begins_at__lt=ends_at, ends_at__gt=begins_at)
    return list(rows.order_by("begins_at", "id"))


def duties_of(shifts: Iterable[Shift]) -> list[rotas.Duty]:
    return [rotas.Duty(row.account, row.begins_at, row.ends_at, row.stands_for) for row in shifts]


def on_duty(rota: str, at: datetime) -> list[UUID]:
    """Who has duty in an active rota at a moment; in the system's scope."""
    rows = Shift.objects.filter(rota__code=rota, rota__state="active", cancelled_at=None)
    held = rows.filter(begins_at__lte=at, ends_at__gt=at).order_by("begins_at", "id")
    return rotas.on_duty(duties_of(held), at)


def lay_out(pattern: Sequence[rotas.Slot], first_on: date, days: int) -> list[rotas.Duty]:
    """The duties of a weekly pattern over so many days (at most 92), by the calendar of the country."""
    return rotas.lay(pattern, first_on, min(days, MOST_DAYS), china(), ZoneInfo(settings.TIME_ZONE))


def preview_pattern(
    scope: Scope, rota: Rota, pattern: Sequence[rotas.Slot], first_on: date, days: int
) -> Preview:
    """The gaps of these days, who would have duty twice at once (by any rota), who has no working channel."""
    zone = ZoneInfo(settings.TIME_ZONE)
    begins = datetime.combine(first_on, time.min, zone)
    ends = begins + timedelta(days=min(days, MOST_DAYS))
    laid = lay_out(pattern, first_on, days)
    here = duties_of(list_shifts(scope, rota, begins, ends))
    people = {duty.account for duty in laid}
    elsewhere = Shift.objects.filter(account__in=people, cancelled_at=None, ends_at__gt=begins)
    others = duties_of(
        visible(elsewhere.filter(begins_at__lt=ends + timedelta(days=1)), scope).order_by("id")
    )
    reached = working_channels(people)
    return Preview(
        duties=tuple(laid),
        gaps=tuple(rotas.gaps([*laid, *here], begins, ends)),
        clashes=tuple(rotas.clashes([*laid, *others])),
        silent=tuple(sorted(account for account in people if not reached.get(account))),
    )


def check_rota(scope: Scope, rota: Rota, now: datetime, horizon: timedelta | None = None) -> RotaFindings:
    """Gaps of the next days, and whoever has duty in them without a working channel."""
    until = now + (horizon or span("rota_horizon"))
    duties = duties_of(list_shifts(scope, rota, now, until))
    reached = working_channels({duty.account for duty in duties})
    silent = [(duty.account, (duty.begins_at, duty.ends_at)) for duty in duties]
    return RotaFindings(
        gaps=tuple(rotas.gaps(duties, now, until)),
        silent=tuple((account, held) for account, held in silent if not reached.get(account)),
    )
