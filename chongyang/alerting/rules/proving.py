"""When a test of communications may go out. Pure."""

from datetime import datetime, time

from chongyang.alerting.rules.defaults import o_clock


def is_quiet(at: datetime, begins: time | None = None, ends: time | None = None) -> bool:
    """Whether nobody is to be disturbed at this moment (local time); the span may cross midnight."""
    quiet_from, quiet_until = begins or o_clock("quiet_from"), ends or o_clock("quiet_until")
    clock = at.time()
    if quiet_from <= quiet_until:
        return quiet_from <= clock < quiet_until
    return clock >= quiet_from or clock < quiet_until
