"""What forms and programs tell of a project, read in one way: absurd money, areas and points are refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from chongyang.core.words import N_
from chongyang.projects.enums import MoneySource, Sector
from chongyang.projects.rules.settings import load_settings

MOST_NAME, MOST_LINE, MOST_TEXT = 120, 120, 1000
NAME = N_("请填写名称，最多120字。")
TOO_LONG = N_("文字太长。")
MONEY = N_("金额不能小于零，也不能超过规则的上限，请核对。")
NO_MONEY = N_("金额必须大于零。")
SIZE = N_("面积不能小于零，也不能超过规则的上限，请核对。")
BEDS = N_("床位数不正确。")
POINT = N_("地图位置不在本市范围内。")
HALF_POINT = N_("经度和纬度要一起填写。")
SOURCE = N_("没有这种资金来源。")
SECTOR = N_("没有这个领域。")
AREA = N_("区域不在您的管理范围内。")
YEAR = N_("年度不正确。")
DATES = N_("竣工日期不能早于开工日期。")
DOCUMENT = N_("请填写依据文件。")
REASON = N_("请写明原因。")
NO_FUTURE = N_("日期不能在今天之后。")
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True)
class ProjectTold:
    """What a person says of a project. `area` is any code inside its county, or the city's own."""

    name: str
    sector: str
    area: int
    owner: str = ""
    owner_key: str = ""
    leader: str = ""
    place: str = ""
    longitude: float | None = None
    latitude: float | None = None
    site_m2: Decimal | None = None
    floor_m2: Decimal | None = None
    beds: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    clause: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class MonthTold:
    """A month's report: money by source in fen, share of work in percent."""

    month: date
    share: int
    money: Mapping[str, int] = field(default_factory=dict)
    says: str = ""
    reason: str = ""

    @property
    def done_fen(self) -> int:
        return sum(self.money.values())


def fault_of_project(told: ProjectTold) -> dict[str, str]:
    """What is wrong with a project as told, by field; whether the point lies in the city, others ask."""
    checks = (
        ("name", NAME, 0 < len(told.name.strip()) <= MOST_NAME),
        ("sector", SECTOR, told.sector in set(Sector)),
        ("site_m2", SIZE, is_size(told.site_m2)),
        ("floor_m2", SIZE, is_size(told.floor_m2)),
        ("beds", BEDS, told.beds is None or 0 <= told.beds <= load_settings().most_beds),
        ("longitude", HALF_POINT, (told.longitude is None) == (told.latitude is None)),
        ("ends_on", DATES, not (told.starts_on and told.ends_on) or told.ends_on >= told.starts_on),
        ("note", TOO_LONG, len(told.note) <= MOST_TEXT),
    )
    long = {
        name: TOO_LONG
        for name in ("owner", "owner_key", "leader", "place", "clause")
        if len(getattr(told, name)) > MOST_LINE
    }
    return next(({name: text} for name, text, is_right in checks if not is_right), long)


def is_size(told: Decimal | None) -> bool:
    return told is None or 0 <= told <= load_settings().most_square_metres


def is_money(fen: object, *, least: int = 0) -> bool:
    """A whole number of fen that no slip of the pen made."""
    return type(fen) is int and least <= fen <= load_settings().most_fen


def fault_of_money(money: Mapping[str, int]) -> dict[str, str]:
    """By source; nothing below zero, nothing absurd."""
    if not set(money) <= set(MoneySource):
        return {"money": SOURCE}
    return {} if all(is_money(fen) for fen in money.values()) else {"money": MONEY}


def fault_of_year(year: object) -> dict[str, str]:
    return {} if type(year) is int and FIRST_YEAR <= year <= LAST_YEAR else {"year": YEAR}
