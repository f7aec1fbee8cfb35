"""Which clauses the titles run, with today's figure for the plan's page."""

from datetime import datetime
from functools import partial

from django.utils import timezone
from django.utils.translation import gettext

from chongyang.core.running import runs
from chongyang.core.words import N_
from chongyang.designations.queries.register import count_living
from chongyang.designations.rules.titles import load_titles

LABEL = N_("认定：申报、评审、公示、授牌、复核和撤销")
LAYOUT = N_("空间布局：成员、目标和已有的称号、机构")
LAYOUT_CLAUSES = tuple(f"2018-34/2.4.p{number}" for number in range(1, 7))


def run_clauses() -> None:
    """Called once, when the program starts."""
    clauses: dict[str, tuple[str, ...]] = {}
    for one in load_titles():
        clauses[one.clause] = (*clauses.get(one.clause, ()), one.key)
    for clause, keys in clauses.items():
        runs(clause, LABEL, "designations_register", partial(tell_held, keys=keys))
    for clause in LAYOUT_CLAUSES:
        runs(clause, LAYOUT, "designations_layout")


def tell_held(now: datetime, *, keys: tuple[str, ...]) -> str:
    """How many titles of a clause are held today."""
    held = count_living(timezone.localdate(now))
    count = sum(held.get(key, 0) for key in keys)
    return gettext("现有 %(count)s 个有效称号") % {"count": count} if count else gettext("还没有认定")
