"""What may be said of a responder: skills with their ends, languages, way of going, how much at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from chongyang.core.labels import Labelled
from chongyang.core.words import N_
from chongyang.providers.enums import Skill
from chongyang.registry.enums import Language, Sex
from chongyang.roads.enums import Mode

MOST_AT_ONCE = 9
MOST_KEYS = 200
NOT_LISTED = N_("请从列出的选项中选择。")


@dataclass(frozen=True, slots=True)
class Suitability:
    """All that the form asks. `skill_ends` names the first day on which a certificate holds no more."""

    skills: tuple[str, ...] = ()
    skill_ends: Mapping[str, date] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    sex: str = ""
    travel_mode: str = ""
    capacity: int = 1
    holds_keys_of: tuple[UUID, ...] = ()

    def columns(self) -> dict[str, object]:
        """As they are kept: in order, each once."""
        return {
            "skills": sorted(set(self.skills)),
            "skill_ends": {skill: day.isoformat() for skill, day in sorted(self.skill_ends.items())},
            "languages": sorted(set(self.languages)),
            "sex": self.sex,
            "travel_mode": self.travel_mode,
            "capacity": self.capacity,
            "holds_keys_of": list(dict.fromkeys(self.holds_keys_of)),
        }


def reasons_against(form: Suitability) -> dict[str, str]:
    """Why some of it cannot be taken."""
    reasons: dict[str, str] = {}
    for name, words, values in (
        ("skills", Skill, form.skills),
        ("languages", Language, form.languages),
        ("sex", Sex, (form.sex,) if form.sex else ()),
        ("travel_mode", Mode, (form.travel_mode,) if form.travel_mode else ()),
    ):
        if not _known(words, values):
            reasons[name] = NOT_LISTED
    if not set(form.skill_ends) <= set(form.skills):
        reasons["skill_ends"] = N_("有效期只能填写在已选的技能上。")
    if not 1 <= form.capacity <= MOST_AT_ONCE:
        reasons["capacity"] = N_("同时承担的任务数为 1 至 9。")
    if len(form.holds_keys_of) > MOST_KEYS:
        reasons["holds_keys_of"] = N_("钥匙太多，请核对。")
    return reasons


def _known(words: type[Labelled], values: tuple[str, ...]) -> bool:
    return set(values) <= {value for value, _ in words.choices()}
