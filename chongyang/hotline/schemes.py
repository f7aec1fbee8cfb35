"""What a death stops here: care calls. The list of a day asks the file before each call: it needs no stop."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import ngettext

from chongyang.claims.stops import scheme
from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.hotline import queries


def register_schemes() -> None:
    """Called once, when the program starts."""
    scheme("care_calls", N_("日常关爱电话"), present=calls_to_come)


def calls_to_come(scope: Scope, person: UUID, now: datetime) -> list[str]:
    """How many calls from today on stand in a list for her."""
    count = queries.count_calls_to_come(scope, person, timezone.localdate(now))
    told = ngettext("还有 %(count)s 次关爱电话待拨打", "还有 %(count)s 次关爱电话待拨打", count)
    return [told % {"count": count}] if count else []
