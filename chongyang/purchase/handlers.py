"""What a death stops here, and what a change of a file makes anew."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import ngettext

from chongyang.claims.stops import scheme
from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.purchase.operations.deaths import resume_vouchers, stop_vouchers
from chongyang.purchase.queries.entitlements import count_standing


def register_schemes() -> None:
    """Called once, when the program starts."""
    scheme("vouchers", N_("居家服务券"), present=standing, stop=stop_vouchers, resume=resume_vouchers)


def standing(scope: Scope, person: UUID, now: datetime) -> list[str]:
    """How many entitlements stand for her, within the reader's reach."""
    count = count_standing(scope, person)
    told = ngettext("有 %(count)s 项居家服务券正在享受", "有 %(count)s 项居家服务券正在享受", count)
    return [told % {"count": count}] if count else []
