"""The schemes of the registry itself: mandates, which the change of the life status ends at once."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import ngettext

from chongyang.claims.stops import scheme
from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.registry import queries as registry
from chongyang.registry.rules.mandates import State, state_of


def register_schemes() -> None:
    """Called once, when the program starts."""
    scheme("mandates", N_("委托"), present=open_mandates)


def open_mandates(scope: Scope, person: UUID, now: datetime) -> list[str]:
    """How many helpers may act for her now; a death ends them together with the life status."""
    held = registry.list_mandates(scope, person)
    count = sum(state_of(row.valid_to, row.revoked_at, now) == State.OPEN for row in held)
    told = ngettext("%(count)s 份有效的委托", "%(count)s 份有效的委托", count) % {"count": count}
    return [told] if count else []
