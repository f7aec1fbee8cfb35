"""The words of the room's columns."""

from enum import StrEnum

from chongyang.core.words import N_


class Unit(StrEnum):
    """What a quota is counted in."""

    FEN = "fen"
    MINUTES = "minutes"
    TIMES = "times"


UNITS = {Unit.FEN.value: N_("金额"), Unit.MINUTES.value: N_("时长"), Unit.TIMES.value: N_("次数")}


class Kind(StrEnum):
    """What an entry of a voucher account says."""

    GRANTED = "granted"
    CORRECTED = "corrected"
    LAPSED = "lapsed"
    HELD = "held"
    RELEASED = "released"
    SPENT = "spent"


KINDS = {
    Kind.GRANTED.value: N_("发放"),
    Kind.CORRECTED.value: N_("更正"),
    Kind.LAPSED.value: N_("到期作废"),
    Kind.HELD.value: N_("预留"),
    Kind.RELEASED.value: N_("释放"),
    Kind.SPENT.value: N_("使用"),
}
GRANTING = (Kind.GRANTED.value, Kind.CORRECTED.value, Kind.LAPSED.value)
"""Entries that change what was granted; the others belong to an order."""

PROPOSED, ASIDE, CLOSED = "proposed", "aside", "closed"
STREET, ASSESSMENT, DECISION, NOTICE = "street", "assessment", "decision", "notice"
IN_FORCE, REFUSED, WITHDRAWN, STOPPED = "in_force", "refused", "withdrawn", "stopped"
UNDER_WAY = (STREET, ASSESSMENT, DECISION, NOTICE)
LIVING = (PROPOSED, ASIDE, *UNDER_WAY, IN_FORCE)
"""States of which a person has at most one for a rule."""
