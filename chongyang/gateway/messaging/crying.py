"""The watcher's own voice: a plain POST that needs neither worker nor outbox nor database.

The body is a short text, as ntfy and its like take it; nothing personal. Without an address it is silent, and
the log alone cries.
"""

from collections.abc import Sequence

from django.conf import settings

from chongyang.alerting.queries.stalling import Stall
from chongyang.gateway.messaging.contrib.webhook import post


def cry(stalls: Sequence[Stall]) -> bool:
    """Say what stands still, or that all goes on again; returns whether somebody took it."""
    if not settings.WATCH_URL:
        return False
    said = "; ".join(f"{stall.label} ({stall.code}, {stall.count})" for stall in stalls)
    body = (said or "升级引擎恢复正常 (recovered)").encode()
    headers = {
        "Content-Type": "text/plain; charset=utf-8",
        "Title": "chongyang alerting",
        "Priority": "urgent" if stalls else "default",
    }
    try:
        return 200 <= post(settings.WATCH_URL, body, headers, settings.MESSAGE_TIMEOUT) < 300
    except OSError:
        return False
