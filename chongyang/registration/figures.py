"""The figure of 入网登记 as the plan's pages show it beside its clause; kept numbers, no person in them."""

from datetime import datetime

from django.utils.translation import gettext

from chongyang.core.access import enter
from chongyang.core.queries import counts
from chongyang.core.scopes import system_scope
from chongyang.registration.queries.progress import KINDS, targets
from chongyang.territory.rules.population import aged_of_city


def registered(now: datetime) -> str:
    """How many are registered, as a share of people of 60 and over, and of those whom the city knows."""
    with enter(system_scope("figure")):
        kept = counts.get_kept(system_scope("figure"))
    number, known = (sum(kept.kinds.get(kind, {}).values()) for kind in KINDS)
    if not number:
        return gettext("还没有入网登记的老人")
    told = {
        "n": f"{number:,}",
        "share": f"{100 * number / aged_of_city().number:.1f}",
        "known": f"{100 * number / known:.1f}" if known else "0",
        "target": targets()[-1].value,
    }
    return (
        gettext("已登记 %(n)s 人，占 60 岁及以上人口 %(share)s%%，目标 %(target)s%%；占已知老人 %(known)s%%")
        % told
    )
