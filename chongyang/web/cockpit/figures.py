"""The figures of the cockpit as data: what is counted, per what, from where, and which clause asks for it.

No rule stands here. `counts` and `per` name numbers by street which the rooms' queries count (see `numbers`).
"""

from dataclasses import dataclass

from chongyang.core.words import N_

AGED_60 = "aged_60"
"""People of 60 and over who live in a unit: published or estimated (territory.rules.population)."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. With `per`, it is `times` × counts / per; a median is that of the numbers counted.

    `indicator` is the one that keeps this number by period. `is_of_persons`: it counts people or their homes,
    so small numbers are covered for who may know no person.
    """

    key: str
    label: str
    counts: str
    unit: str
    clause: str
    source: str
    says: str = ""
    per: str = ""
    times: int = 1
    decimals: int = 0
    target: float | None = None
    is_of_persons: bool = True
    is_kept: bool = False
    is_median: bool = False
    indicator: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether the units' numbers add up to the city's."""
        return not self.per and not self.is_median

    @property
    def url_name(self) -> str:
        return f"cockpit_{self.key}"


REGISTER, DEVICES = N_("老人登记册"), N_("设备台账")
INCIDENTS, CHAIN = N_("呼救事件"), N_("响应链")
PLACES, RESPONDERS = N_("养老机构和设施名录"), N_("响应人员名册")

PEOPLE = (
    Figure(
        "elders",
        N_("登记老人"),
        "registry.elders",
        N_("人"),
        "2018-34/3.4.1",
        REGISTER,
        N_("健在的登记老人；同一人的重复档案只计一次。"),
        is_kept=True,
    ),
    Figure(
        "share",
        N_("老年人口登记率"),
        "registry.elders",
        "%",
        "2018-34/3.4.1",
        REGISTER,
        N_("登记老人占 60 岁及以上常住人口。方案要求到 2020 年 80% 以上老年人完成入网登记。"),
        per=AGED_60,
        times=100,
        decimals=1,
        target=80,
        is_kept=True,
        indicator="registration.share",
    ),
    Figure(
        "aged_80",
        N_("80 岁及以上"),
        "registry.aged_80",
        N_("人"),
        "2018-34/3.7.1",
        REGISTER,
        is_kept=True,
    ),
    Figure(
        "alone",
        N_("独居"),
        "registry.alone",
        N_("人"),
        "2018-34/3.7.1",
        REGISTER,
        N_("登记的居住方式为独居。"),
        is_kept=True,
    ),
    Figure(
        "ability_2",
        N_("能力中度及以上受损"),
        "registry.ability_2",
        N_("人"),
        "2018-34/3.2.2",
        REGISTER,
        N_("按 GB/T 42195-2022 评估为 2 级及以上；没有评估过的不计。"),
        is_kept=True,
    ),
)
ALARM = (
    Figure(
        "devices",
        N_("在用呼叫设备"),
        "telecare.devices",
        N_("台"),
        "2018-34/3.4.3",
        DEVICES,
        is_kept=True,
    ),
    Figure(
        "devices_rate",
        N_("每千名登记老人的设备"),
        "telecare.devices",
        N_("台"),
        "2018-34/3.4.3",
        DEVICES,
        per="registry.elders",
        times=1000,
        decimals=1,
        is_kept=True,
        indicator="devices.per_thousand",
    ),
    Figure(
        "open",
        N_("未办结呼救"),
        "emergency.open",
        N_("件"),
        "2018-34/3.4.3",
        INCIDENTS,
    ),
    Figure(
        "month",
        N_("近 30 天呼救"),
        "emergency.month",
        N_("件"),
        "2018-34/3.4.3",
        INCIDENTS,
    ),
    Figure(
        "door",
        N_("按下到上门（中位数）"),
        "emergency.door",
        N_("分钟"),
        "2018-34/3.4.3",
        CHAIN,
        N_("近 30 天有人到场的呼救，从按下到到达所用的时间。"),
        decimals=1,
        is_kept=True,
        is_median=True,
    ),
)
GROUND = (
    Figure(
        "beds_rate",
        N_("每千名老人床位"),
        "providers.beds",
        N_("张"),
        "2018-34/2.3.p7",
        PLACES,
        N_("名录中在办机构的床位，按 60 岁及以上常住人口计算。方案要求达到 40 张以上。"),
        per=AGED_60,
        times=1000,
        decimals=1,
        target=40,
        is_of_persons=False,
        indicator="beds.per_thousand",
    ),
    Figure(
        "facilities",
        N_("居家社区养老设施"),
        "providers.facilities",
        N_("处"),
        "2018-34/3.1.1",
        PLACES,
        N_("综合养老服务中心、日间照料中心、居家社区养老服务设施。"),
        is_of_persons=False,
    ),
    Figure(
        "on_duty",
        N_("在岗响应人员"),
        "providers.on_duty",
        N_("人"),
        "2018-34/3.4.3",
        RESPONDERS,
        is_of_persons=False,
    ),
)

GROUPS = ((N_("老年人"), PEOPLE), (N_("呼叫与响应"), ALARM), (N_("床位、设施、人员"), GROUND))
FIGURES = {figure.key: figure for _, figures in GROUPS for figure in figures}
FIRST = "elders"


def runs_clauses() -> None:
    """Tell the plan which clause has which figure (called when the program starts)."""
    from chongyang.core.running import runs

    for figure in FIGURES.values():
        runs(figure.clause, figure.label, figure.url_name)
