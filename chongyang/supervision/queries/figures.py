"""Today's figures of the clauses that this room runs, for the plan's page: sums, nobody in them."""

from datetime import datetime

from django.utils.translation import gettext

from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.core.words import N_
from chongyang.supervision.models import Publication, Remark, Run
from chongyang.supervision.rules.tables import ABANDONED, ANSWERED, LOCKED, PUBLISHED, ROUTED, SHOWN

NO_RUN = N_("还没有开展考核。")
RUNS = N_("考核 %(runs)s 次，已锁定 %(locked)s 次，公布结果 %(published)s 份。")
NO_REMARK = N_("还没有收到意见。")
REMARKS = N_("公开意见 %(open)s 条，已答复 %(answered)s 条，逾期 %(late)s 条。")


def figure_of_results(now: datetime) -> str:
    """Runs, locked ones, results that everybody reads."""
    with enter(system_scope("figures")):
        rows = Run.objects.exclude(state=ABANDONED)
        told = {
            "runs": rows.count(),
            "locked": rows.filter(state=LOCKED).count(),
            "published": Publication.objects.filter(state=PUBLISHED).count(),
        }
    return gettext(RUNS) % told if told["runs"] else gettext(NO_RUN)


def figure_of_remarks(now: datetime) -> str:
    """Remarks that are open, answered and late."""
    with enter(system_scope("figures")):
        rows = Remark.objects.filter(state__in=[ROUTED, ANSWERED, SHOWN], hidden_at=None)
        told = {
            "open": rows.count(),
            "answered": rows.filter(state=SHOWN).count(),
            "late": rows.filter(due_at__lt=now).count(),
        }
    return gettext(REMARKS) % told if told["open"] else gettext(NO_REMARK)
