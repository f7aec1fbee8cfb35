"""The life of a device: from stock into a home, confirmed by its first signal, and out again."""

from chongyang.core.lifecycles.table import Action, Lifecycle, State
from chongyang.core.words import N_
from chongyang.telecare.enums import DeviceState

DEVICE = "telecare.device"
KEEPERS = ("data_steward", "street_clerk", "community_officer")
IN_HOME = (DeviceState.INSTALLED.value, DeviceState.IN_USE.value)
AWAY = (DeviceState.STOCK.value, DeviceState.RETURNED.value, DeviceState.LOST.value)

ASKS_PEOPLE = ("take_back", "lose", "scrap")  # the machine's own imports may take back without a word


def _state(state: DeviceState) -> State:
    return State(state.value, state.label, final=state is DeviceState.SCRAPPED)


def _action(
    name: str, label: str, sources: tuple[str, ...], target: str | None, reason_required: bool = False
) -> Action:
    return Action(name, label, sources, target, KEEPERS, by_system=True, reason_required=reason_required)


device = Lifecycle(
    name=DEVICE,
    label=N_("设备"),
    version=1,
    states=tuple(_state(state) for state in DeviceState),
    initial=DeviceState.STOCK.value,
    actions=(
        _action("install", N_("安装"), AWAY, DeviceState.INSTALLED.value),
        Action("confirm", N_("首次信号确认"), ("installed",), "in_use", by_system=True),
        _action("move", N_("更改位置或保管人"), IN_HOME, None),
        _action("repair", N_("上门维修"), IN_HOME, None, reason_required=True),
        _action("take_back", N_("收回"), (*IN_HOME, "lost"), DeviceState.RETURNED.value),
        _action("restock", N_("检修入库"), ("returned",), DeviceState.STOCK.value),
        _action("lose", N_("报失"), (*AWAY[:2], *IN_HOME), DeviceState.LOST.value, reason_required=True),
        _action("scrap", N_("报废"), AWAY, DeviceState.SCRAPPED.value, reason_required=True),
    ),
)
