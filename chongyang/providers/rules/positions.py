"""How long a position is believed, which skills still hold, how somebody goes; data in `positions.yaml`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import yaml

from chongyang.providers.enums import ResponderKind
from chongyang.roads.enums import Mode

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "positions.yaml"


@dataclass(frozen=True, slots=True)
class Positions:
    """The values of `positions.yaml`."""

    source: str
    confirmed: bool
    consent_text: str
    age_limit_minutes: int
    retention_minutes: int
    report_seconds: int
    modes: Mapping[str, str]

    @property
    def age_limit(self) -> timedelta:
        return timedelta(minutes=self.age_limit_minutes)

    @property
    def retention(self) -> timedelta:
        return timedelta(minutes=self.retention_minutes)


@cache
def load_positions() -> Positions:
    """The shipped values; a kind or mode that does not exist is refused (KeyError)."""
    held = Positions(**yaml.safe_load(SHIPPED.read_text(encoding="utf-8")))
    for kind, mode in held.modes.items():
        ResponderKind.of(kind), Mode.of(mode)
    return held


def mode_of(kind: str, own: str = "") -> Mode:
    """How she goes: as she said herself, else as her kind usually does, else on foot."""
    return Mode.of(own or load_positions().modes.get(kind, Mode.WALK.value))


def is_recent(at: datetime, now: datetime) -> bool:
    """Whether a position is still believed; a phone whose clock runs ahead gains nothing by it."""
    return now - at <= load_positions().age_limit


def skills_on(skills: Iterable[str], ends: Mapping[str, str], day: date) -> frozenset[str]:
    """The skills whose certificates hold on this day, half-open; one without an end holds on."""
    return frozenset(skill for skill in skills if skill not in ends or day < date.fromisoformat(ends[skill]))
