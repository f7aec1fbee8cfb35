"""What a death touches here: calls for help that are still open. Their desk ends them, not a list."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import ngettext

from chongyang.claims.stops import scheme
from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.emergency import queries
from chongyang.registry import queries as registry

YEAR = timedelta(days=365)


def register_schemes() -> None:
    """Called once, when the program starts."""
    scheme("help", N_("紧急求助和上门派单"), present=open_calls_for_help)


def open_calls_for_help(scope: Scope, person: UUID, now: datetime) -> list[str]:
    """How many of her calls for help are open."""
    rows = queries.list_incidents_of(scope, registry.get_cluster(person), now - YEAR)
    count = sum(row.closed_at is None for row in rows)
    told = ngettext("%(count)s 起求助尚未办结", "%(count)s 起求助尚未办结", count)
    return [told % {"count": count}] if count else []
