"""Service levels of the line: one formula, counted per call, each call once.

answered within s = calls answered at most s seconds after they began
                    / (calls that were answered + abandoned calls that had waited longer than s)

A caller who hangs up sooner than s speaks neither for nor against the line; one who waited longer speaks
against it. The targets are those of `emergency/data/defaults.yaml`, the platform's own until confirmed.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field

from chongyang.core.words import N_

LIMITS = ("answer_life", "answer_hard", "answer_latest")
"""The names of the targets: 10, 60 and 180 seconds."""
WORDS_OF_TARGETS = (
    N_("生命危险类应答目标"),
    N_("参照 120 急救要求：2025 年 95% 的呼叫 10 秒内接听"),
    N_("应答底线"),
    N_("TSA（英国）呼叫处理：97.5% 在 60 秒内"),
    N_("应答最迟"),
    N_("TSA（英国）呼叫处理：99.0% 在 180 秒内"),
)
"""What the file says of them, so that it stands in the catalogue; a test holds both together."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What of a call counts. `waited` are the seconds until it was answered, or until the caller went."""

    answered: bool
    waited: int
    talked: int = 0
    purpose: str = ""
    hour: int = 0
    day: str = ""
    seat: str = ""


@dataclass(slots=True)
class Level:
    """The calls of one row of the page."""

    offered: int = 0
    answered: int = 0
    abandoned: int = 0
    longest: int = 0
    talked: int = 0
    waits: list[int] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)

    def add(self, call: Counted) -> None:
        self.offered += 1
        self.longest = max(self.longest, call.waited)
        if call.answered:
            self.answered += 1
            self.talked += call.talked
            self.waits.append(call.waited)
        else:
            self.abandoned += 1
            self.lost.append(call.waited)

    def share_within(self, seconds: int) -> float | None:
        """The formula above; unknown where no call counts."""
        all_of = self.answered + sum(waited > seconds for waited in self.lost)
        return sum(waited <= seconds for waited in self.waits) / all_of if all_of else None

    @property
    def mean_talk(self) -> int | None:
        return round(self.talked / self.answered) if self.answered else None

    @property
    def abandoned_share(self) -> float | None:
        return self.abandoned / self.offered if self.offered else None


def sum_up(calls: Iterable[Counted], by: Callable[[Counted], Hashable]) -> dict[Hashable, Level]:
    """One level for each value of `by`."""
    levels: dict[Hashable, Level] = defaultdict(Level)
    for call in calls:
        levels[by(call)].add(call)
    return dict(levels)
