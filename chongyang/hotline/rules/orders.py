"""Orders to and from 12345: their words and their two life cycles, one for each direction."""

from collections.abc import Mapping
from dataclasses import dataclass

from chongyang.core.labels import Labelled
from chongyang.core.lifecycles.table import Action, Lifecycle, State
from chongyang.core.words import N_
from chongyang.hotline.rules.roles import HANDLERS, SEATS

ORDER_IN = "hotline.order_in"
ORDER_OUT = "hotline.order_out"


class Direction(Labelled):
    IN = "in", N_("12345 转来")
    OUT = "out", N_("转往 12345")


class OrderKind(Labelled):
    CONSULT = "consult", N_("咨询")
    HELP = "help", N_("求助")
    COMPLAINT = "complaint", N_("投诉")
    SUGGESTION = "suggestion", N_("建议")
    SERVICE = "service", N_("服务需求")


class Satisfaction(Labelled):
    """What the caller says of the answer (peers.md: 1–4)."""

    VERY = "4", N_("很满意")
    YES = "3", N_("满意")
    PARTLY = "2", N_("基本满意")
    NO = "1", N_("不满意")


KIND_LACKS = N_("请选择工单类别")
TITLE_LACKS = N_("请写明事项")
CONTENT_LACKS = N_("请写明内容")
NUMBER_LACKS = N_("请填写对方的工单编号")

_OPEN_IN = ("received", "accepted", "assigned", "handled")

order_in = Lifecycle(
    name=ORDER_IN,
    label=N_("12345 转来的工单"),
    version=1,
    states=(
        State("received", N_("待签收")),
        State("accepted", N_("已签收")),
        State("assigned", N_("已交办")),
        State("handled", N_("已办理")),
        State("answered", N_("已答复")),
        State("returned", N_("已退回"), final=True),
        State("closed", N_("已办结"), final=True),
    ),
    initial="received",
    actions=(
        Action("accept", N_("签收"), ("received",), "accepted", HANDLERS),
        Action("return", N_("退回"), ("received", "accepted"), "returned", HANDLERS, reason_required=True),
        Action("assign", N_("交办"), ("accepted", "assigned"), "assigned", SEATS, needs=("unit",)),
        Action("handle", N_("办理完成"), ("assigned",), "handled", HANDLERS),
        Action(
            "answer", N_("答复"), ("accepted", "assigned", "handled"), "answered", HANDLERS, needs=("answer",)
        ),
        Action("rework", N_("退回重办"), ("answered", "closed"), "accepted", SEATS, reason_required=True),
        Action("close", N_("办结"), ("answered",), "closed", SEATS),
        Action("ask_extension", N_("申请延期"), ("accepted", "assigned", "handled"), None, HANDLERS),
        Action("extend", N_("同意延期"), ("accepted", "assigned", "handled"), None, HANDLERS),
        Action("remind", N_("到期提醒"), _OPEN_IN, None, by_system=True),
        Action("escalate", N_("逾期升级"), _OPEN_IN, None, by_system=True),
    ),
)

order_out = Lifecycle(
    name=ORDER_OUT,
    label=N_("转往 12345 的工单"),
    version=1,
    states=(
        State("sent", N_("已转出")),
        State("taken", N_("对方已签收")),
        State("answered", N_("对方已答复")),
        State("refused", N_("对方已退回"), final=True),
        State("closed", N_("已办结"), final=True),
    ),
    initial="sent",
    actions=(
        Action("taken", N_("对方签收"), ("sent",), "taken", SEATS, needs=("number",)),
        Action("refused", N_("对方退回"), ("sent", "taken"), "refused", SEATS, reason_required=True),
        Action("answered", N_("对方答复"), ("sent", "taken"), "answered", SEATS, needs=("answer",)),
        Action("rework", N_("要求重办"), ("answered", "refused"), "sent", SEATS, reason_required=True),
        Action("close", N_("办结"), ("answered",), "closed", SEATS),
        Action("remind", N_("到期提醒"), ("sent", "taken"), None, by_system=True),
        Action("escalate", N_("逾期升级"), ("sent", "taken"), None, by_system=True),
    ),
)

BY_DIRECTION = {Direction.IN.value: order_in, Direction.OUT.value: order_out}


@dataclass(frozen=True, kw_only=True)
class OrderForm:
    """An order as it is written down. A caller's name and telephone may be missing."""

    kind: str
    title: str
    content: str
    other_number: str = ""
    caller_name: str = ""
    caller_phone: str = ""
    place: str = ""


def faults_of(form: OrderForm, direction: str) -> Mapping[str, str]:
    """What is wrong, by field; an order that came in has the number of the other side."""
    faults: dict[str, str] = {}
    if form.kind not in set(OrderKind):
        faults["kind"] = KIND_LACKS
    if not form.title.strip():
        faults["title"] = TITLE_LACKS
    if not form.content.strip():
        faults["content"] = CONTENT_LACKS
    if direction == Direction.IN and not form.other_number.strip():
        faults["other_number"] = NUMBER_LACKS
    return faults
