"""The size of a run of the bench `alarm`, and its form."""

from dataclasses import dataclass, field

from chongyang.workshop.benches.alarm_cost import Prices

ELDERS, DEVICES, SECONDS = 200_000, 1_000_000, 60.0
BEATS_A_SECOND, PRESSES_A_SECOND = 2000.0, 20.0
PATIENCE = 60.0  # for the last answers


@dataclass(frozen=True, slots=True)
class Options:
    """What is measured; the defaults are the goals' own."""

    elders: int = ELDERS
    devices: int = DEVICES
    seconds: float = SECONDS
    beats: float = BEATS_A_SECOND
    presses: float = PRESSES_A_SECOND
    desks: int = 0
    chaos: bool = False
    burst: bool = False
    round: bool = False
    prices: Prices = field(default_factory=Prices)

    @property
    def form(self) -> str:
        return next((name for name in ("chaos", "burst", "desks", "round") if getattr(self, name)), "plain")
