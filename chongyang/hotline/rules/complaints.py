"""Complaints: about whom, who may investigate, the life cycle with one appeal to the next level."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from chongyang.core.labels import Labelled
from chongyang.core.lifecycles.table import Action, Lifecycle, State, Timer
from chongyang.core.words import N_
from chongyang.hotline.rules.deadlines import settings
from chongyang.hotline.rules.roles import HANDLERS, INVESTIGATORS, SEATS

COMPLAINT = "hotline.complaint"


class From(Labelled):
    """Who brought the complaint, or by which way."""

    CALL = "call", N_("来电")
    ORDER = "order", N_("12345 转来")
    FAMILY = "family", N_("家属")
    ELDER = "elder", N_("老人本人")


class Against(Labelled):
    PROVIDER = "provider", N_("服务机构")
    CARER = "carer", N_("服务人员")
    SEAT = "seat", N_("坐席")
    UNIT = "unit", N_("办事单位")


class Handling(Labelled):
    """The level that decides; an appeal goes to the next."""

    STREET = "street", N_("街道（乡镇）")
    COUNTY = "county", N_("县（市、区）")
    CITY = "city", N_("市")


class Finding(Labelled):
    UPHELD = "upheld", N_("属实")
    PARTLY = "partly", N_("部分属实")
    NOT_UPHELD = "not_upheld", N_("不属实")
    UNDECIDED = "undecided", N_("无法查清")


AGAINST_LACKS = N_("请选择投诉对象")
CONTENT_LACKS = N_("请写明投诉内容")
NOT_INDEPENDENT = N_("调查人不得是被投诉人，也不得属于被投诉单位")
SAME_INVESTIGATOR = N_("复核须由另一个人办理")
NO_HIGHER = N_("已经是最高一级，不能再复核")
FINDING_LACKS = N_("请选择调查结论")

NEXT = {Handling.STREET: Handling.COUNTY, Handling.COUNTY: Handling.CITY}
_WORKED = ("received", "investigating", "appealed", "reviewing")

complaint = Lifecycle(
    name=COMPLAINT,
    label=N_("投诉"),
    version=1,
    states=(
        State("received", N_("待交办")),
        State("investigating", N_("调查中")),
        State("answered", N_("已答复")),
        State("appealed", N_("已申请复核")),
        State("reviewing", N_("复核中")),
        State("answered_again", N_("复核已答复")),
        State("closed", N_("已办结"), final=True),
        State("withdrawn", N_("已撤回"), final=True),
    ),
    initial="received",
    actions=(
        Action(
            "assign",
            N_("交办调查"),
            ("received", "investigating"),
            "investigating",
            HANDLERS,
            needs=("independent",),
        ),
        Action("answer", N_("答复投诉人"), ("investigating",), "answered", INVESTIGATORS, needs=("finding",)),
        Action(
            "appeal",
            N_("申请复核"),
            ("answered",),
            "appealed",
            HANDLERS,
            needs=("higher",),
            reason_required=True,
        ),
        Action(
            "assign_review",
            N_("交办复核"),
            ("appealed", "reviewing"),
            "reviewing",
            HANDLERS,
            needs=("independent",),
        ),
        Action(
            "answer_review",
            N_("答复复核"),
            ("reviewing",),
            "answered_again",
            INVESTIGATORS,
            needs=("finding",),
        ),
        Action("close", N_("办结"), ("answered", "answered_again"), "closed", SEATS, by_system=True),
        Action(
            "withdraw",
            N_("投诉人撤回"),
            ("received", "investigating"),
            "withdrawn",
            HANDLERS,
            reason_required=True,
        ),
        Action("remind", N_("到期提醒"), _WORKED, None, by_system=True),
        Action("escalate", N_("逾期升级"), _WORKED, None, by_system=True),
    ),
    timers=(
        Timer("answered", timedelta(days=settings()["appeal_within_days"]), "close"),
        Timer("answered_again", timedelta(days=settings()["appeal_within_days"]), "close"),
    ),
)


@dataclass(frozen=True, slots=True)
class Investigator:
    """Who is to investigate, and the organisations in which this account holds a post."""

    account: UUID
    organisations: frozenset[UUID]


def is_independent(who: Investigator, account: UUID | None, organisation: UUID | None) -> bool:
    """Nobody investigates a complaint about himself or about his organisation."""
    return who.account != account and (organisation is None or organisation not in who.organisations)


def next_level(level: str) -> str:
    """The level above, empty above the city."""
    return NEXT.get(Handling.of(level), "")
