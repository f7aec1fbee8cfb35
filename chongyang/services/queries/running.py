"""Which clauses the room runs, with today's figure for the plan's page."""

from datetime import datetime

from django.utils.translation import gettext

from chongyang.core.access import enter
from chongyang.core.running import runs
from chongyang.core.scopes import system_scope
from chongyang.core.words import N_
from chongyang.services.enums import DRAFT, ENDED
from chongyang.services.models import Entry
from chongyang.services.queries.providers import count_in_force
from chongyang.services.rules.catalogue import items

ENTRY = N_("服务商准入、年检和退出")
CATALOGUE = N_("服务目录：标准、价格和谁能提供")


def run_clauses() -> None:
    """Called once, when the program starts."""
    runs("2018-34/3.1.2", ENTRY, "provider", tell_providers)
    runs("2018-34/3.1.4", CATALOGUE, "catalogue", tell_items)
    runs("2018-34/3.4.3", CATALOGUE, "catalogue", tell_items)


def tell_providers(now: datetime) -> str:
    """How many are on the list, how many ask to be."""
    with enter(system_scope("figures")):
        waiting = Entry.objects.exclude(state__in=(DRAFT, *ENDED)).count()
    count = count_in_force()
    if not count and not waiting:
        return gettext("还没有服务商")
    return gettext("在册 %(count)s 家，准入在办 %(waiting)s 件") % {"count": count, "waiting": waiting}


def tell_items(now: datetime) -> str:
    """How many services the catalogue has, and how many offer some."""
    told = {"items": len(items()), "count": count_in_force()}
    return gettext("%(items)s 项服务，%(count)s 家在册服务商") % told
