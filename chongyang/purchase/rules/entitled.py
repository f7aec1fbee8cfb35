"""Who a county's rule is for: each condition of each group with what the register says, and its source."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from hashlib import sha256
from json import dumps
from typing import Any
from uuid import UUID

from chongyang.core.words import N_
from chongyang.purchase.rules.county import Group, Rule

DEAD, MOVED, CLASS_ENDED, ABILITY_EXPIRED = "dead", "moved", "class_ended", "ability_expired"
NO_LONGER, EXCLUDED, RULE_ENDED, MERGED, GAVE_UP = "no_longer", "excluded", "rule_ended", "merged", "gave_up"
OTHER_GROUP, DESK, DECIDED_NO = "other_group", "desk", "decided_no"
WHY = {
    DEAD: N_("已去世"),
    MOVED: N_("已迁出"),
    CLASS_ENDED: N_("身份类别已终止"),
    ABILITY_EXPIRED: N_("能力评估已过有效期"),
    NO_LONGER: N_("不再符合条件"),
    EXCLUDED: N_("属于不重复享受的情形"),
    RULE_ENDED: N_("细则不再有效"),
    MERGED: N_("档案已并入另一份"),
    GAVE_UP: N_("本人不再需要"),
    OTHER_GROUP: N_("改属另一类对象，须重新决定"),
    DESK: N_("经办人搁置"),
    DECIDED_NO: N_("没有获得同意"),
}
CONDITIONS = {
    "classes": N_("人员类别"),
    "ability": N_("能力等级"),
    "from_age": N_("年龄"),
    "living": N_("居住情况"),
    "household": N_("户籍地"),
    "not_living": N_("不住在"),
    "not_receiving": N_("没有享受"),
}
SOURCES = {
    "classes": N_("人员类别登记"),
    "ability": N_("有效的能力评估"),
    "seen": N_("第三方评估"),
    "from_age": N_("出生日期"),
    "living": N_("档案中的居住情况"),
    "household": N_("户籍地登记"),
    "not_living": N_("档案中的居住情况"),
    "not_receiving": N_("按月待遇登记"),
}


@dataclass(frozen=True, slots=True)
class Known:
    """What the register says of a person on a day. `ability_seen` is what an assessor found for this case."""

    person: UUID
    area: int
    born_on: date | None
    of_county: bool | None
    living: str
    ability: str
    ability_until: date | None
    classes: frozenset[str]
    receives: frozenset[str] = frozenset()
    ability_seen: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One condition: what is wanted, what is known, whether it holds (None: not known), and the source."""

    condition: str
    wanted: Any
    value: Any
    holds: bool | None
    source: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Found:
    """The group that fits a person, with every condition. `is_sure`: nothing is left to find out."""

    person: UUID
    area: int
    rule: Rule
    group: Group
    facts: tuple[Fact, ...]

    @property
    def is_sure(self) -> bool:
        return all(fact.holds for fact in self.facts)

    @property
    def digest(self) -> str:
        """The same answer from the same facts, but for an age that grows by itself."""
        told = [[fact.condition, fact.wanted, fact.holds, fact.source] for fact in self.facts]
        text = dumps([self.rule.key, self.group.key, self.area, told], sort_keys=True, default=str)
        return sha256(text.encode()).hexdigest()


def age_on(born_on: date, on: date) -> int:
    """Whole years."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def _classes(wanted: Iterable[str], known: Known, on: date) -> Fact:
    held = sorted(known.classes & set(wanted))
    return Fact("classes", sorted(wanted), held, bool(held), "classes")


def _ability(wanted: Iterable[str], known: Known, on: date) -> Fact:
    """What an assessor saw for this case counts first; an assessment that has run out says nothing."""
    levels = sorted(wanted)
    if known.ability_seen:
        return Fact("ability", levels, known.ability_seen, known.ability_seen in levels, "seen")
    if not known.ability or (known.ability_until and known.ability_until < on):
        return Fact("ability", levels, "", None, "ability")
    return Fact("ability", levels, known.ability, known.ability in levels, "ability")


def _from_age(wanted: int, known: Known, on: date) -> Fact:
    age = age_on(known.born_on, on) if known.born_on else None
    return Fact("from_age", wanted, age, None if age is None else age >= wanted, "from_age")


def _living(wanted: Iterable[str], known: Known, on: date) -> Fact:
    return Fact("living", sorted(wanted), known.living, known.living in set(wanted), "living")


def _household(wanted: bool, known: Known, on: date) -> Fact:
    return Fact("household", wanted, known.of_county, known.of_county == wanted, "household")


_ASKS: Mapping[str, Callable[[Any, Known, date], Fact]] = {
    "classes": _classes,
    "ability": _ability,
    "from_age": _from_age,
    "living": _living,
    "household": _household,
}


def excluded_by(rule: Rule, known: Known) -> tuple[Fact, ...]:
    """The rule's exclusions as conditions: not living in these forms, none of these benefits."""
    made = []
    if rule.excludes_living:
        lives = known.living in rule.excludes_living
        told = (list(rule.excludes_living), known.living, not lives, "not_living")
        made.append(Fact("not_living", *told))
    if rule.excludes_programmes:
        held = sorted(known.receives & set(rule.excludes_programmes))
        told_of = (list(rule.excludes_programmes), held, not held, "not_receiving")
        made.append(Fact("not_receiving", *told_of))
    return tuple(made)


def facts_of(rule: Rule, group: Group, known: Known, on: date) -> tuple[Fact, ...]:
    """Every condition of one group, and the rule's exclusions."""
    asked = tuple(_ASKS[name](wanted, known, on) for name, wanted in group.when.items())
    return asked + excluded_by(rule, known)


def find(rule: Rule, known: Known, on: date) -> Found | None:
    """The first group that fits for sure, else the first that fits but for what an assessor has to find out.

    An unknown ability alone proposes nobody: another condition beside the age must hold.
    """
    if not rule.holds_in(known.area):
        return None
    maybe: Found | None = None
    for group in rule.groups:
        found = Found(known.person, known.area, rule, group, facts_of(rule, group, known, on))
        if found.is_sure:
            return found
        if maybe is None and _is_likely(found.facts):
            maybe = found
    return maybe


def _is_likely(facts: Iterable[Fact]) -> bool:
    told = list(facts)
    unknown = [fact for fact in told if fact.holds is None]
    no = any(fact.holds is False for fact in told)
    known_else = any(fact.holds and fact.condition in ("classes", "living") for fact in told)
    return not no and known_else and all(fact.condition == "ability" for fact in unknown)


def why_ended(rule: Rule, group: Group, known: Known | None, on: date, gone: str = "") -> str:
    """Why somebody in force is no longer so; empty while every condition holds.

    `gone` is what the registry says of who is not among those who live here. What nobody knows any more (an
    assessment that ran out) ends it as well: a new one decides anew.
    """
    if known is None or gone:
        return gone or MOVED
    if not rule.holds_on(on):
        return RULE_ENDED
    if not rule.holds_in(known.area):
        return MOVED
    failed = [fact for fact in facts_of(rule, group, known, on) if not fact.holds]
    return _REASONS.get(failed[0].condition, NO_LONGER) if failed else ""


_REASONS = {
    "classes": CLASS_ENDED,
    "ability": ABILITY_EXPIRED,
    "not_living": EXCLUDED,
    "not_receiving": EXCLUDED,
}


def seen(known: Known, level: str) -> Known:
    """The same person with what the assessor found."""
    return replace(known, ability_seen=level)
