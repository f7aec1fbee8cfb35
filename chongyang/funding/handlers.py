"""What a death stops here (standing awards, from the month after it), and what the worker does by itself."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import ngettext

from chongyang.claims.stops import scheme
from chongyang.core import clock
from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.funding import operations
from chongyang.funding.operations.deaths import resume_awards, stop_awards
from chongyang.funding.queries.awards import count_standing


def register_schemes() -> None:
    """Called once, when the program starts."""
    scheme("awards", N_("按月发放的补贴"), present=standing, stop=stop_awards, resume=resume_awards)


def standing(scope: Scope, person: UUID, now: datetime) -> list[str]:
    """How many awards stand for her, within the reader's reach."""
    count = count_standing(scope, person)
    told = ngettext("有 %(count)s 项按月补贴正在发放", "有 %(count)s 项按月补贴正在发放", count)
    return [told % {"count": count}] if count else []


def order_months() -> None:
    """The worker's own thread: months that were approved and are too large for a click."""
    operations.order_approved(now=clock.now())
