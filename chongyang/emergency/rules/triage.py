"""The ladder P0 to P4 and the questions that lead to it (facts.md, section 11; as TSA and NHS lines have it).

P0 danger to life, P1 urgent, P2 today, P3 service or advice, P4 pressed by mistake or a test. An elder who
does not answer the call-back is in danger until somebody has been there (practice.md, "Flows").
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chongyang.core.labels import Labelled
from chongyang.core.words import N_


class Level(Labelled):
    P0 = "P0", N_("生命危险")
    P1 = "P1", N_("紧急")
    P2 = "P2", N_("当日处置")
    P3 = "P3", N_("服务咨询")
    P4 = "P4", N_("误触或测试")


@dataclass(frozen=True, slots=True)
class Question:
    """What the seat asks; a "yes" gives the level, the numbers to call at once and those to consider."""

    code: str
    label: str
    level: Level
    must_call: tuple[str, ...] = ()
    may_call: tuple[str, ...] = ()


MEDICAL = ("120",)

QUESTIONS = (
    Question("unreachable", N_("回拨无人接听"), Level.P0, MEDICAL, ("110",)),
    Question("unresponsive", N_("无反应或叫不醒"), Level.P0, MEDICAL),
    Question("breathing", N_("呼吸困难"), Level.P0, MEDICAL),
    Question("chest_pain", N_("胸痛"), Level.P0, MEDICAL),
    Question("stroke", N_("口角歪斜、肢体无力或言语不清"), Level.P0, MEDICAL),
    Question("bleeding", N_("大出血"), Level.P0, MEDICAL),
    Question("choking", N_("噎食窒息"), Level.P0, MEDICAL),
    Question("fire", N_("起火或冒烟"), Level.P0, ("119", "120")),
    Question("gas", N_("燃气泄漏"), Level.P0, ("119",), MEDICAL),
    Question("cannot_rise", N_("跌倒后不能起身"), Level.P1, (), MEDICAL),
    Question("acute_pain", N_("急性疼痛"), Level.P1, (), MEDICAL),
    Question("missing", N_("走失"), Level.P1, ("110",)),
    Question("disturbed", N_("突发精神异常"), Level.P1, (), ("120", "110")),
    Question("intruder", N_("有人侵害或闯入"), Level.P1, ("110",)),
    Question("fell", N_("跌倒但能起身"), Level.P2),
    Question("device_fault", N_("设备故障"), Level.P2),
    Question("no_medicine", N_("断药"), Level.P2),
    Question("distress", N_("情绪低落"), Level.P2),
    Question("service", N_("要求服务或咨询"), Level.P3),
    Question("mistake", N_("误触"), Level.P4),
    Question("test", N_("测试"), Level.P4),
)

LIFE_QUESTIONS = tuple(question for question in QUESTIONS if question.level is Level.P0)
UNCERTAIN = N_("情况尚未问清，按紧急处置")
NOTHING_WRONG = N_("未发现异常")


@dataclass(frozen=True, slots=True)
class Triage:
    """The level, why, whom to call at once (three-way), whom to consider, and what was not asked yet."""

    level: Level
    reasons: tuple[str, ...]
    must_call: tuple[str, ...]
    may_call: tuple[str, ...]
    unasked: tuple[str, ...]


def triage(answers: Mapping[str, bool | None]) -> Triage:
    """The level from the answers; the gravest "yes" decides. Unknown question codes raise KeyError.

    With no "yes" at all the level is P1 while any question about life is open, P3 when all were answered no.
    """
    known = {question.code: question for question in QUESTIONS}
    said_yes = [known[code] for code, answer in answers.items() if answer]
    unasked = tuple(question.code for question in LIFE_QUESTIONS if answers.get(question.code) is None)
    if not said_yes:
        level, reason = (Level.P1, UNCERTAIN) if unasked else (Level.P3, NOTHING_WRONG)
        return Triage(level, (reason,), (), (), unasked)
    yes = [question for question in QUESTIONS if question in said_yes]
    must = _numbers(number for question in yes for number in question.must_call)
    may = _numbers(number for question in yes for number in question.may_call if number not in must)
    level = min(question.level for question in yes)
    return Triage(level, tuple(question.label for question in yes), must, may, unasked)


def _numbers(numbers: Iterable[str]) -> tuple[str, ...]:
    """Each number once, 120 before 119 before 110."""
    return tuple(sorted(set(numbers), reverse=True))
