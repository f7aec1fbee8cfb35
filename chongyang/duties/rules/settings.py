"""What the plans do not fix: days, steps, who may sign. Shipped as data, unconfirmed by the city."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from chongyang.core.yaml_files import read_yaml
from chongyang.duties.enums import EscalationStep


@dataclass(frozen=True, slots=True)
class Issuer:
    """In whose name a role writes letters, and the word of their numbers."""

    organisation: str
    word: str


@dataclass(frozen=True, slots=True)
class Settings:
    """`escalation`: so many working days after the day that was missed, the step is proposed."""

    source: str
    confirmed: bool
    each: str
    feedback_workdays: int
    judging_workdays: int
    reply_workdays: int
    escalation: tuple[tuple[EscalationStep, int], ...]
    issuers: Mapping[str, Issuer]
    copied_to: str

    @property
    def organs(self) -> frozenset[str]:
        return frozenset(issuer.organisation for issuer in self.issuers.values())


@cache
def load() -> Settings:
    """The shipped settings."""
    data = read_yaml((files("chongyang.duties") / "data" / "settings.yaml").read_text(encoding="utf-8"))
    letters = data["letters"]
    return Settings(
        source=data["source"],
        confirmed=data["confirmed"],
        each=data["each"],
        feedback_workdays=data["feedback_workdays"],
        judging_workdays=data["judging_workdays"],
        reply_workdays=letters["reply_workdays"],
        escalation=tuple((EscalationStep.of(row["step"]), row["workdays"]) for row in data["escalation"]),
        issuers={role: Issuer(**issuer) for role, issuer in letters["issuers"].items()},
        copied_to=letters["copied_to"],
    )
