"""Small files of feeds for tests: invented people with valid numbers."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

from chongyang.core.identifiers import identity_check

HEAD = (
    "人员编号",
    "姓名",
    "公民身份号码",
    "性别",
    "出生日期",
    "户号",
    "与户主关系",
    "现住地区划",
    "现住址",
    "联系电话",
)
AREA = 410105001001
FAMILY, GIVEN = "赵钱孙李周吴郑王冯陈", "建国秀英桂兰玉梅志强"


def number_of(place: int, born: date, male: bool) -> str:
    first17 = f"410105{born:%Y%m%d}{(place * 2 + male) % 1000:03d}"
    return first17 + identity_check(first17)


def person(place: int, **other: str) -> dict[str, str]:
    """One row of police_population."""
    born, male = date(1950, 3, 2) + timedelta(days=place), place % 2 == 1
    row = {
        "人员编号": f"P{place:07d}",
        "姓名": FAMILY[place % 10] + GIVEN[place % 10] + GIVEN[place // 10 % 10],
        "公民身份号码": number_of(place, born, male),
        "性别": "1" if male else "2",
        "出生日期": f"{born:%Y%m%d}",
        "户号": f"H{place // 2:06d}",
        "与户主关系": "01" if place % 2 == 0 else "12",
        "现住地区划": str(AREA),
        "现住址": f"郑州市金水区花园路街道某社区{place}号",
        "联系电话": f"154{place:08d}",
    }
    return {**row, **other}


def people(count: int) -> list[dict[str, str]]:
    return [person(place) for place in range(count)]


def write_csv(
    path: Path,
    rows: Iterable[dict[str, str]],
    *,
    head: Sequence[str] = HEAD,
    coding: str = "utf-8",
    named: Sequence[str] | None = None,
) -> Path:
    """`named` are the heads that stand over the columns of `head`."""
    with path.open("w", encoding=coding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(named or head)
        writer.writerows([row[name] for name in head] for row in rows)
    return path
