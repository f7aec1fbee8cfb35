"""What the watcher saw, left where pages and monitors find it without asking the engine."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from chongyang.alerting.queries.stalling import WATCH, Stall
from chongyang.core import live
from chongyang.core.access import enter
from chongyang.core.models import Fact
from chongyang.core.scopes import system_scope
from chongyang.territory import queries as territory

TOPIC = "alerting.watch"


def note_watch(*, stalls: Sequence[Stall], changed: bool, now: datetime) -> None:
    """Keep it; a change is told to the open desks at once."""
    with enter(system_scope("watch")):
        value = {"at": now.isoformat(), "stalls": [asdict(stall) for stall in stalls]}
        Fact.objects.update_or_create(name=WATCH, defaults={"value": value})
        if changed:
            live.announce(TOPIC, area=territory.city_interval()[0], key="all")
