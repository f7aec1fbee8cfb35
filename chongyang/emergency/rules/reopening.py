"""Who may open an incident again, until when, and after which outcomes: data, not habit."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import resources

import yaml

from chongyang.core.words import N_
from chongyang.emergency.rules.outcomes import Outcome

MERGED = N_("已并入的事件请用“撤销并入”")
TOO_LATE = N_("已超过可重新打开的时限")
WRONG_OUTCOME = N_("此处置结果须由值班长重新打开")
NOT_YOURS = N_("您的岗位不能重新打开事件")


@dataclass(frozen=True, slots=True)
class Rule:
    """What these roles may open again."""

    roles: frozenset[str]
    within: timedelta
    outcomes: frozenset[Outcome]


@cache
def rules() -> tuple[Rule, ...]:
    """The rules of the data; an outcome or a key that does not exist raises."""
    text = resources.files("chongyang.emergency").joinpath("data/reopening.yaml").read_text(encoding="utf-8")
    return tuple(
        Rule(
            frozenset(row["roles"]),
            timedelta(hours=row["hours"]),
            frozenset(map(Outcome.of, row["outcomes"])),
        )
        for row in yaml.safe_load(text)["rules"]
    )


def why_not(*, role: str, outcome: str, closed_at: datetime | None, now: datetime) -> str:
    """Why this role may not open it again, as a Chinese sentence; empty when it may."""
    if outcome == Outcome.DUPLICATE:
        return MERGED
    if closed_at is None:
        return ""
    own = [rule for rule in rules() if role in rule.roles]
    if not own:
        return NOT_YOURS
    fitting = [rule for rule in own if outcome in rule.outcomes]
    if not fitting:
        return WRONG_OUTCOME
    return "" if any(now - closed_at <= rule.within for rule in fitting) else TOO_LATE
