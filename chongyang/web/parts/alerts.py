"""What the watcher of the escalation said last, as a banner: on a page when it opens, and live on a board."""

from django.conf import settings
from django.template.loader import render_to_string

from chongyang.alerting import queries
from chongyang.alerting.queries.stalling import Stall
from chongyang.core.clock import now as clock_now
from chongyang.core.scopes import Scope
from chongyang.web.parts import live

TOPIC = "alerting.watch"


def stalls() -> list[Stall]:
    """One look at one public row."""
    return queries.watched(clock_now())


def render_watch(scope: Scope) -> str:
    return render_to_string("parts/watch.html", {"stalls": stalls()})


WATCH = live.Source("watch", TOPIC, render_watch, key="all")
"""For all desks alike, whatever their areas: hence a key of its own."""


def only_null() -> bool:
    """Whether no short message leaves the house."""
    return bool(settings.MESSAGING.get("sms", "null") == "null")
