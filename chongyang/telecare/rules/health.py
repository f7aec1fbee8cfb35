"""Late, down and dormant: three things that a device's silence can mean, with three follow-ups.

*Late* missed its interval: remind by telephone. *Down* is silent much longer: repair or replace it. *Dormant*
is heard and works, but the elder does not use it: no fault of the device, so somebody visits and talks.
*Noisy* is no silence: a gateway found it broken by how much it says, and only a person ends that follow-up.
The thresholds are data with their source, `telecare/data/health.yaml`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import yaml

from chongyang.core.words import N_
from chongyang.telecare.enums import DeviceKind, Health, Outcome

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "health.yaml"
FOLLOWED = (Health.LATE, Health.DOWN, Health.DORMANT, Health.NOISY)
TODO_OF = {
    Health.LATE: N_("电话提醒充电或开机"),
    Health.DOWN: N_("派单维修或更换"),
    Health.DORMANT: N_("上门了解为何不用"),
    Health.NOISY: N_("派单检修，设备不停上报"),
}
OUTCOMES = {
    Health.LATE: (Outcome.REACHED, Outcome.NOT_REACHED, Outcome.TAKEN_BACK),
    Health.DOWN: (Outcome.REPAIRED, Outcome.REPLACED, Outcome.TAKEN_BACK),
    Health.DORMANT: (Outcome.TALKED, Outcome.REFUSED, Outcome.TAKEN_BACK),
    Health.NOISY: (Outcome.REPAIRED, Outcome.REPLACED, Outcome.TAKEN_BACK),
}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How long is too long; `dormant_days` by kind, absent where a device works by itself."""

    default_heartbeat_seconds: int
    late_after: float
    down_after: float
    late_at_least_seconds: int
    down_at_least_seconds: int
    dormant_days: Mapping[str, int]
    source: str


@cache
def load_thresholds() -> Thresholds:
    """The shipped thresholds; a kind that does not exist is refused."""
    held = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    for kind in held["dormant_days"]:
        DeviceKind.of(kind)
    return Thresholds(**held)


def silences(interval_seconds: int | None, told: Thresholds) -> tuple[float, float]:
    """Seconds of silence after which a device is late, and down."""
    every = interval_seconds or told.default_heartbeat_seconds
    late = max(every * told.late_after, told.late_at_least_seconds)
    return late, max(every * told.down_after, told.down_at_least_seconds)


def health_of(
    *,
    kind: str,
    interval_seconds: int | None,
    seen_at: datetime | None,
    used_at: datetime | None,
    told: Thresholds,
    now: datetime,
) -> Health:
    """What a device in a home is now; `used_at` is the last use, or the installation before the first.

    The statement of `operations.health` says the same over all rows; a test compares them.
    """
    if seen_at is None:
        return Health.UNKNOWN
    late, down = silences(interval_seconds, told)
    silent = (now - seen_at).total_seconds()
    if silent >= down:
        return Health.DOWN
    if silent >= late:
        return Health.LATE
    days = told.dormant_days.get(kind)
    if days is not None and (used_at is None or now - used_at >= timedelta(days=days)):
        return Health.DORMANT
    return Health.OK
