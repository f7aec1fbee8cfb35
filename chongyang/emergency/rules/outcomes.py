"""How an incident ends: the closure codes, and what each asks for (peers.md, "Emergency")."""

from collections.abc import Mapping
from datetime import timedelta

from chongyang.core.labels import Labelled
from chongyang.core.words import N_


class Outcome(Labelled):
    SOLVED = "solved", N_("已解决")
    FALSE_ALARM = "false_alarm", N_("误报")
    NO_CONTACT = "no_contact", N_("无法联系")
    REFUSED = "refused", N_("老人拒绝帮助")
    MOVED = "moved", N_("已迁离")
    DEAD = "dead", N_("已去世")
    PROVIDER_LACKING = "provider_lacking", N_("无可派人员")
    DUPLICATE = "duplicate", N_("重复事件")
    HANDED_OVER = "handed_over", N_("已移交")


class FalseReason(Labelled):
    MISTAKE = "mistake", N_("误触")
    TEST = "test", N_("测试")
    DEVICE_FAULT = "device_fault", N_("设备故障")
    SENSOR = "sensor", N_("传感器误判")
    OTHER_PERSON = "other_person", N_("他人误按")
    UNKNOWN = "unknown", N_("原因不明")


THE_SEATS_ALONE = frozenset({Outcome.DUPLICATE, Outcome.MOVED, Outcome.FALSE_ALARM})
"""What nobody can say at the door: the seat talked with the elder and sees the other incidents."""
NOT_AT_THE_DOOR = N_("此处置结果只能由坐席填写")

FALSE_PERIOD = timedelta(days=7)
"""Over how long false alarms are counted (facts.md section 11: three a week ask for a visit)."""

OUTCOME_LACKS = N_("办结前须选择处置结果")
REASON_LACKS = N_("误报须注明原因")
REASON_NEEDLESS = N_("只有误报才填写误报原因")
NOTE_LACKS = N_("此处置结果须填写说明")

NOTED = frozenset({Outcome.NO_CONTACT, Outcome.PROVIDER_LACKING, Outcome.DEAD, Outcome.HANDED_OVER})
"""Outcomes that nobody understands later without a sentence."""

FOLLOWED_UP = frozenset({Outcome.SOLVED, Outcome.NO_CONTACT, Outcome.REFUSED, Outcome.PROVIDER_LACKING})
"""Outcomes after which the elder is called again (within the `follow_up` span of the defaults)."""


def faults_of(outcome: str, false_reason: str = "", note: str = "") -> Mapping[str, str]:
    """What is wrong with a closure, by field; empty when it may be closed so."""
    faults: dict[str, str] = {}
    if outcome not in set(Outcome):
        faults["outcome"] = OUTCOME_LACKS
    if outcome == Outcome.FALSE_ALARM and false_reason not in set(FalseReason):
        faults["false_reason"] = REASON_LACKS
    if outcome != Outcome.FALSE_ALARM and false_reason:
        faults["false_reason"] = REASON_NEEDLESS
    if outcome in NOTED and not note.strip():
        faults["note"] = NOTE_LACKS
    return faults


def faults_at_the_door(outcome: str, note: str = "") -> Mapping[str, str]:
    """What is wrong with a responder's report, by field."""
    if outcome in THE_SEATS_ALONE:
        return {"outcome": NOT_AT_THE_DOOR}
    return faults_of(outcome, "", note)


def is_followed_up(outcome: str) -> bool:
    """Whether a follow-up call is due."""
    return outcome in FOLLOWED_UP


def deserves_visit(false_alarms_in_week: int, threshold: int) -> bool:
    """Whether so many false alarms in seven days ask for a look at the home and the device."""
    return false_alarms_in_week >= threshold
