"""The first file of a feed with two like columns exchanged: nothing came before, what is known tells."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from chongyang.claims.models import Claim, Run
from chongyang.claims.rules.feeds import load_feeds
from chongyang.core.fields import index_of
from chongyang.registry.models import Elder
from tests.claims.feed_files import AREA, HEAD, people, write_csv
from tests.claims.test_taking_in import take
from tests.factories import make_elder

pytestmark = pytest.mark.usefixtures("db")
MARRIAGES = (
    "登记编号",
    "姓名",
    "身份证号码",
    "婚姻状况",
    "登记日期",
    "配偶姓名",
    "配偶身份证号码",
    "登记地区划",
)
HEALTH = (
    "档案编号",
    "姓名",
    "身份证号",
    "性别",
    "出生日期",
    "本人电话",
    "现住地区划",
    "联系人姓名",
    "联系人电话",
)
EXAMS = ("体检编号", "姓名", "身份证号码", "体检日期", "收缩压", "舒张压", "现住地区划")


def on_file(row: dict[str, str], number: str = "公民身份号码") -> Elder:
    """The person of a row has a file; her address there is the one she lives at."""
    elder = make_elder(area=AREA, name=row["姓名"])
    elder.identity_number, elder.identity_index = row[number], index_of(row[number], "identity")
    elder.phone, elder.address = (
        row.get("本人电话", "13803710001"),
        row.get("现住址", "郑州市金水区某小区1号"),
    )
    elder.save()
    return elder


def swapped(head: tuple[str, ...], one: str, other: str) -> list[str]:
    return [{one: other, other: one}.get(name, name) for name in head]


def families(count: int) -> list[dict[str, str]]:
    rows = []
    for n, (row, spouse) in enumerate(zip(people(count), people(count * 2)[count:], strict=True)):
        told = {"登记编号": f"J{n:05d}", "身份证号码": row["公民身份号码"], "婚姻状况": "20"}
        day = {"登记日期": "19800501", "登记地区划": row["现住地区划"]}
        other = {"配偶姓名": f"田{spouse['姓名']}", "配偶身份证号码": spouse["公民身份号码"]}
        rows.append({**row, **told, **day, **other})
    return rows


def patients(count: int) -> list[dict[str, str]]:
    return [
        row
        | {"档案编号": f"D{n}", "身份证号": row["公民身份号码"], "本人电话": row["联系电话"]}
        | {"联系人姓名": f"田{row['姓名']}", "联系人电话": f"139{n:08d}"}
        for n, row in enumerate(people(count))
    ]


def refused(run: Run) -> tuple[str, ...]:
    """The columns for which a file was refused; nothing where it was taken in."""
    is_refused = run.state == "refused" and not Claim.objects.exists()
    return tuple(run.reason.split("|")[1:3]) if is_refused else ()


def test_addresses_exchanged_are_seen_beside_the_files(tmp_path: Path):
    head = (*HEAD, "户籍地址")
    rows = [dict(row, 户籍地址=f"开封市兰考县{n}号") for n, row in enumerate(people(60))]
    for row in rows[:30]:
        on_file(row)
    run = take(write_csv(tmp_path / "a.csv", rows, head=head, named=swapped(head, "户籍地址", "现住址")))
    assert refused(run) == ("户籍地址", "现住址")
    assert take(write_csv(tmp_path / "b.csv", rows, head=head)).new_claims == 60


def test_areas_exchanged(tmp_path: Path):
    head = (*HEAD, "户籍地区划")
    rows = [dict(row, 户籍地区划="410102001001") for row in people(60)]
    for row in rows[:30]:
        on_file(row)
    path = write_csv(tmp_path / "a.csv", rows, head=head, named=swapped(head, "户籍地区划", "现住地区划"))
    assert refused(take(path)) == ("户籍地区划", "现住地区划")


@pytest.mark.parametrize(
    ("one", "other"), [("姓名", "联系人姓名"), ("本人电话", "联系人电话")], ids=["names", "phones"]
)
def test_a_person_and_her_contact_exchanged(tmp_path: Path, one: str, other: str):
    rows = patients(60)
    for row in rows[:30]:
        on_file(row)
    path = write_csv(tmp_path / "a.csv", rows, head=HEALTH, named=swapped(HEALTH, one, other))
    assert refused(take(path, feed="health_files")) == (one, other)
    assert take(write_csv(tmp_path / "b.csv", rows, head=HEALTH), feed="health_files").state == "done"


@pytest.mark.parametrize(
    ("one", "other"), [("姓名", "配偶姓名"), ("身份证号码", "配偶身份证号码")], ids=["names", "numbers"]
)
def test_wife_and_husband_exchanged(tmp_path: Path, one: str, other: str):
    rows = families(60)
    for row in rows[:30]:
        on_file(row)
        spouse = {"姓名": row["配偶姓名"], "公民身份号码": row["配偶身份证号码"]}
        on_file(spouse)
    path = write_csv(tmp_path / "a.csv", rows, head=MARRIAGES, named=swapped(MARRIAGES, one, other))
    assert refused(take(path, feed="civil_marriages")) == ("姓名／身份证号码", "配偶姓名／配偶身份证号码")
    assert take(write_csv(tmp_path / "b.csv", rows, head=MARRIAGES), feed="civil_marriages").state == "done"


@pytest.mark.parametrize(("one", "other"), [("待遇开始日期", "资格认证日期"), ("出生日期", "待遇开始日期")])
def test_days_exchanged_have_an_order(tmp_path: Path, one: str, other: str):
    head = (
        "个人编号",
        "姓名",
        "社会保障号码",
        "险种",
        "出生日期",
        "待遇开始日期",
        "资格认证日期",
        "居住地区划",
    )
    rows = [
        row
        | {"个人编号": f"S{n}", "社会保障号码": row["公民身份号码"], "险种": "城镇职工养老保险"}
        | {"待遇开始日期": "20050101", "资格认证日期": f"{date(2026, 1, 1) + timedelta(days=n):%Y%m%d}"}
        | {"居住地区划": str(AREA)}
        for n, row in enumerate(people(40))
    ]
    path = write_csv(tmp_path / "a.csv", rows, head=head, named=swapped(head, one, other))
    assert refused(take(path, feed="social_pensions")) == (one, other)
    assert take(write_csv(tmp_path / "b.csv", rows, head=head), feed="social_pensions").state == "done"


def test_pressures_exchanged(tmp_path: Path):
    described = load_feeds()["health_exams"]
    names = {column.field: column.name for column in described.columns if column.field}
    rows = [
        {
            **dict.fromkeys(described.key, f"E{n}"),
            names["name"]: row["姓名"],
            names["identity_number"]: row["公民身份号码"],
            names["exam_on"]: "20260301",
            names["systolic"]: str(120 + n),
            names["diastolic"]: str(60 + n % 30),
            described.area: str(AREA),
        }
        for n, row in enumerate(people(40))
    ]
    head = tuple(rows[0])
    named = swapped(head, names["systolic"], names["diastolic"])
    run = take(write_csv(tmp_path / "a.csv", rows, head=head, named=named), feed="health_exams")
    assert refused(run) == (names["systolic"], names["diastolic"])


def test_a_card_number_where_the_address_belongs(tmp_path: Path):
    head = (*HEAD, "户籍地址")
    rows = [
        dict(row, 户籍地址=f"开封市兰考县张庄村{n}号", 户号=f"H{n:05d}") for n, row in enumerate(people(60))
    ]
    named = swapped(head, "户号", "户籍地址")
    run = take(write_csv(tmp_path / "a.csv", rows, head=head, named=named))
    assert refused(run) == ("户号", "户籍地址")


def test_who_lives_where_she_is_registered_is_no_exchange(tmp_path: Path):
    """Half the people moved back to the address of the household: nobody's columns changed places."""
    head = (*HEAD, "户籍地址")
    rows = [
        dict(row, 户籍地址=row["现住址"] if n % 2 else f"兰考县{n}号") for n, row in enumerate(people(60))
    ]
    for n, row in enumerate(rows[:40]):
        on_file(dict(row, 现住址=row["户籍地址"]) if n % 10 == 0 else row)
    assert take(write_csv(tmp_path / "a.csv", rows, head=head)).new_claims == 60
