"""Who has duty, and what a rota leaves open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from chongyang.alerting.models import Rota, Shift
from chongyang.alerting.queries.channels import working_channels
from chongyang.alerting.queries.errors import NotFound
from chongyang.alerting.rules import rotas
from chongyang.alerting.rules.defaults import span
from chongyang.core.access import visible
from chongyang.core.scopes import Scope
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can


@dataclass(frozen=True, slots=True)
class RotaFindings:
    """What prevents the activation: spans without anybody, and people without a channel with their duties."""

    gaps: tuple[rotas.Span, ...]
    silent: tuple[tuple[UUID, rotas.Span], ...]

    def __bool__(self) -> bool:
        return bool(self.gaps or self.silent)


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
