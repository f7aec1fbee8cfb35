"""Triage protocols: weighted questions as versioned data, and the level that answers give.

A protocol is a file of `data/protocols/`; a published version is never edited, its digest is checked when it
is read. No clinical authority has confirmed any of them yet (`confirmed: false`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import yaml

from chongyang.core.words import N_
from chongyang.emergency.rules.levels import Level

GENERAL = "general"
UNCERTAIN = N_("情况尚未问清，按紧急处置")
NOTHING_WRONG = N_("未发现异常")
LIFE_OPEN = N_("生命危险各问未全部问清")
NUMBERS = ("120", "119", "110")


class UnknownProtocol(LookupError):
    """No such protocol, or not in this version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the seat asks. A yes decides a level at once, or weighs; a harmless one counts when it is alone.

    `life`: while nobody knows the answer, the level is at least P1 (in a strict protocol).
    """

    code: str
    label: str
    en: str = ""
    ask: str = ""
    life: bool = False
    decides: Level | None = None
    harmless: Level | None = None
    weight: int = 0
    must_call: tuple[str, ...] = ()
    may_call: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideStep:
    """One step of a list that is worked through: whom, how often, and how long each try takes.

    `counts` are the results that count as a try; `times` 0 means each contact once.
    """

    code: str
    label: str
    en: str
    target: str
    counts: tuple[str, ...]
    times: int
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """One version of one protocol, as it was published."""

    code: str
    version: int
    label: str
    en: str
    kinds: tuple[str, ...]
    source: str
    confirmed: bool
    strict: bool
    opening: str
    questions: tuple[Question, ...]
    score: tuple[tuple[int, Level], ...]
    until_help: tuple[str, ...]
    guide: tuple[GuideStep, ...]

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(question.code for question in self.questions)

    @property
    def life_questions(self) -> tuple[Question, ...]:
        return tuple(question for question in self.questions if question.life)

    def level_of(self, question: Question) -> Level:
        """The level that a yes to this question alone gives, when all about life was denied."""
        return question.decides or question.harmless or _level_of_score(self, question.weight)


@dataclass(frozen=True, slots=True)
class Triage:
    """The level, why, whom to call at once (three-way), whom to consider, and what was not asked yet."""

    level: Level
    reasons: tuple[str, ...]
    must_call: tuple[str, ...]
    may_call: tuple[str, ...]
    unasked: tuple[str, ...]
    score: int = 0
    flags: tuple[str, ...] = ()


def judge(protocol: Protocol, answers: Mapping[str, bool | None]) -> Triage:
    """The level from the answers, whatever their order. Answers to questions of other protocols are left out.

    A red flag decides at once, else the points do. While a question about life is open the level is at least
    P1; a protocol that is not strict lets any yes decide instead. One more yes never lowers the level.
    """
    said = [question for question in protocol.questions if answers.get(question.code)]
    unasked = tuple(one.code for one in protocol.life_questions if answers.get(one.code) is None)
    telling = [question for question in said if not question.harmless]
    level, reason = _level(protocol, said, telling, unasked)
    must = _numbers(number for question in said for number in question.must_call)
    may = _numbers(number for question in said for number in question.may_call if number not in must)
    reasons = tuple(question.label for question in said) + ((reason,) if reason else ())
    flags = tuple(question.code for question in telling if question.decides)
    return Triage(level, reasons, must, may, unasked, sum(one.weight for one in telling), flags)


def _level(
    protocol: Protocol, said: list[Question], telling: list[Question], unasked: tuple[str, ...]
) -> tuple[Level, str]:
    """The level, and the sentence that is said beside the answers themselves."""
    if not said:
        return (Level.P1, UNCERTAIN) if unasked else (Level.P3, NOTHING_WRONG)
    if telling:
        found = min(_level_of_yes(protocol, telling))
    else:
        found = min(question.harmless for question in said if question.harmless)
    if protocol.strict and unasked and found > Level.P1:
        return Level.P1, LIFE_OPEN
    return found, ""


def _level_of_yes(protocol: Protocol, telling: list[Question]) -> list[Level]:
    decided = [question.decides for question in telling if question.decides]
    points = sum(question.weight for question in telling)
    return [*decided, _level_of_score(protocol, points)]


def _level_of_score(protocol: Protocol, points: int) -> Level:
    return next((level for least, level in protocol.score if points >= least), Level.P3)


def _numbers(numbers: Iterable[str]) -> tuple[str, ...]:
    """Each number once, 120 before 119 before 110."""
    return tuple(sorted(set(numbers), reverse=True))


def read(document: Mapping[str, Any]) -> Protocol:
    """The protocol of a parsed file; one that contradicts itself raises ValueError with all that is wrong."""
    held = dict(document)
    protocol = Protocol(
        code=held["protocol"],
        version=held["version"],
        label=held["label"],
        en=held["en"],
        kinds=tuple(held["kinds"]),
        source=held["source"],
        confirmed=held["confirmed"],
        strict=held.get("strict", True),
        opening=held["opening"],
        questions=tuple(_question(one) for one in held["questions"]),
        score=tuple((points, Level.of(level)) for points, level in held.get("score", ())),
        until_help=tuple(held["until_help"]),
        guide=tuple(_guide_step(one) for one in held.get("guide", ())),
    )
    if faults := faults_of(protocol):
        raise ValueError(f"protocol {protocol.code} v{protocol.version}: " + "; ".join(faults))
    return protocol


def _question(row: Mapping[str, Any]) -> Question:
    given = dict(row)
    given |= {name: Level.of(row[name]) for name in ("decides", "harmless") if name in row}
    given |= {f"{name}_call": tuple(given.pop(name, ())) for name in ("must", "may")}
    return Question(**given)


def _guide_step(row: Mapping[str, Any]) -> GuideStep:
    return GuideStep(**{**row, "counts": tuple(row["counts"])})


def faults_of(protocol: Protocol) -> list[str]:
    """What contradicts itself: a life question that decides less than P1 would let a yes lower the level."""
    codes = [question.code for question in protocol.questions]
    faults = [f"{code} twice" for code in sorted({code for code in codes if codes.count(code) > 1})]
    faults += [f"{one.code}: {fault}" for one in protocol.questions if (fault := _fault_of(one))]
    points = [least for least, _ in protocol.score]
    if points != sorted(points, reverse=True) or any(level < Level.P1 for _, level in protocol.score):
        faults.append("points must fall, and never reach P0")
    if protocol.strict and (not protocol.score or points[-1] != 0 or not protocol.life_questions):
        faults.append("a strict protocol has questions about life, and a level for no points")
    return faults


def _fault_of(question: Question) -> str:
    if question.life and question.decides not in (Level.P0, Level.P1):
        return "a question about life decides P0 or P1"
    if question.weight < 0 or (question.harmless and (question.weight or question.decides)):
        return "weights are not negative, and a harmless answer has none"
    if {*question.must_call, *question.may_call} - set(NUMBERS):
        return "calls a number that nobody answers"
    return ""


def _folder() -> Traversable:
    return resources.files("chongyang.emergency").joinpath("data/protocols")


@cache
def all_versions() -> Mapping[tuple[str, int], Protocol]:
    """Every published protocol by code and version. A file edited after its publication is refused."""
    digests = yaml.safe_load(_folder().joinpath("digests.yaml").read_text(encoding="utf-8"))
    found: dict[tuple[str, int], Protocol] = {}
    for name, digest in digests.items():
        raw = _folder().joinpath(name).read_bytes()
        if sha256(raw).hexdigest() != digest:
            raise ValueError(f"{name} was edited after it was published: make a new version")
        protocol = read(yaml.safe_load(raw))
        found[protocol.code, protocol.version] = protocol
    return found


@cache
def newest() -> Mapping[str, Protocol]:
    """Each protocol in its newest version, in the order of the digests' list."""
    return {code: protocol for (code, _), protocol in sorted(all_versions().items(), key=_place)}


def _place(item: tuple[tuple[str, int], Protocol]) -> tuple[int, int]:
    (code, version), _ = item
    codes = list(dict.fromkeys(code for code, _ in all_versions()))
    return codes.index(code), version


def get(code: str, version: int = 0) -> Protocol:
    """The protocol with which an incident was judged; version 0 is the newest, no code the general one."""
    try:
        return all_versions()[code or GENERAL, version] if version else newest()[code or GENERAL]
    except KeyError:
        raise UnknownProtocol(f"{code} v{version}") from None


def suggested(kind: str) -> Protocol:
    """The protocol that fits a kind of incident; the general one where none does."""
    return next((one for one in newest().values() if kind in one.kinds), newest()[GENERAL])
