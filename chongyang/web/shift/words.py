"""Words of the shift desk. Shown with `|tr`."""

from chongyang.core.words import N_
from chongyang.hotline.rules.calls import Direction, Purpose, State
from chongyang.hotline.rules.seats import BreakReason, Doing

DOINGS = dict(Doing.choices())
BREAKS = dict(BreakReason.choices())
PURPOSES = {**dict(Purpose.choices()), "": N_("未登记")}
STATES = dict(State.choices())
DIRECTIONS = dict(Direction.choices())
GROUPS = (
    ("day", N_("按日")),
    ("hour", N_("按时段")),
    ("seat", N_("按坐席")),
    ("purpose", N_("按事由")),
)
DAYS = (1, 7, 30, 90)
LINE_KINDS = {
    "incident": N_("未办结的事件"),
    "call_back": N_("待回拨的来电"),
    "unwritten": N_("已接听未登记的来电"),
    "order": N_("本班到期的工单"),
    "follow_up": N_("本班到期的回访"),
    "care": N_("今天还没打的关爱电话"),
    "devices": N_("设备待跟进"),
}
DEVICE_LISTS = {"late": N_("未按时报平安"), "down": N_("离线"), "dormant": N_("长期未使用")}
