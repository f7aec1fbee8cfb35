"""What a million elders with a device each cost, from what a run used: no price is invented.

The arithmetic is that of docs/scaling.md: cores and memory as measured, bytes by the day from those of one
heartbeat and one alarm. Prices are options; without them there is no sum of money.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

DAY = 86_400
ELDERS = 1_000_000


@dataclass(frozen=True, slots=True)
class Prices:
    """What a month of a core, of a GiB of memory and of a TB of disk costs, in the city's money."""

    core: float = 0.0
    gib: float = 0.0
    terabyte: float = 0.0


def told(
    *,
    worked: Mapping[str, float],
    memory: Mapping[str, float],
    seconds: float,
    bytes_grown: Mapping[str, int],
    beats: int,
    presses: int,
    load: float,
    prices: Prices,
) -> dict[str, Any]:
    """Cores, GiB and GB a day. `load`: heartbeats a second of one device, the measured one's."""
    cores = {name: round(spent / seconds, 3) for name, spent in worked.items()}
    beat, press = bytes_grown["beats"] / max(1, beats), bytes_grown["alarms"] / max(1, presses)
    beats_a_day = ELDERS * load * DAY
    presses_a_day = beats_a_day * presses / max(1, beats)
    gb = (beats_a_day * beat + presses_a_day * press) / 1e9
    gib = sum(memory.values()) / 1024
    return {
        "cores": cores,
        "cores_together": round(sum(cores.values()), 3),
        "memory_gib": round(gib, 2),
        "bytes_a_heartbeat": round(beat, 1),
        "bytes_an_alarm": round(press, 1),
        "heartbeats_a_day": round(beats_a_day),
        "gb_a_day": round(gb, 2),
        "a_month": _money(sum(cores.values()), gib, gb, prices),
        "computed_as": "docs/scaling.md",
    }


def _money(cores: float, gib: float, gb_a_day: float, prices: Prices) -> float | None:
    """With thirty days of frames on the disk; nothing where no price was given."""
    if not (prices.core or prices.gib or prices.terabyte):
        return None
    return round(cores * prices.core + gib * prices.gib + gb_a_day * 30 / 1000 * prices.terabyte, 2)
