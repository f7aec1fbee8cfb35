"""Checks of the elder's file against itself: number, dates, home."""

from pathlib import Path

from chongyang.core.integrity import Check, Severity, load_numbers
from chongyang.core.words import N_

NUMBERS = load_numbers(Path(__file__).resolve().parent.parent / "data" / "integrity.yaml")
FILE, PERSON = "street_elder", "person"
ALIVE = "e.life_status = 'alive' AND e.same_as_id IS NULL"
DEAD = """SELECT e.id, e.area, e.status_on FROM registry_elder e WHERE e.life_status = 'dead'"""
"""Files of the dead, for checks of rooms above: who is dead is not served."""
FILES = "SELECT e.id, e.area, e.same_as_id, e.life_status FROM registry_elder e"
"""All files with their area, for checks of rooms above."""
GB11643 = "GB 11643-1999"
SEVERE, SERIOUS, SLIGHT = Severity.SEVERE, Severity.SERIOUS, Severity.SLIGHT


def of_file(
    name: str, label: str, says: str, severity: Severity, where: str, source: str = "", joined: str = ""
) -> Check:
    """A check whose rows are files: `e` is the file, `p` its profile where `joined` says so."""
    rows = f"SELECT e.id, e.area, e.id AS person FROM registry_elder e {joined} WHERE {where}"
    return Check(f"registry.{name}", label, says, severity, rows, FILE, PERSON, source, NUMBERS)


PROFILE = "JOIN registry_profile p ON p.id = e.id"
READOUT = "JOIN registry_readout r ON r.id = e.id"
MANY = """SELECT m.{index} FROM registry_readout m WHERE m.{index} IS NOT NULL
    GROUP BY 1 HAVING count(*) > %({most})s"""
"""What stands in too many files of any kind, counted along its index: what is left to group is little."""

IDENTITY = (
    of_file(
        "born_against_number",
        N_("出生日期与身份证号码不符"),
        N_("档案的出生日期与身份证号码里的不同，年龄待遇会算错。核对证件后修改其中一项。"),
        SEVERE,
        "r.born_on IS NOT NULL AND r.born_on <> e.born_on AND e.same_as_id IS NULL",
        GB11643,
        READOUT,
    ),
    of_file(
        "sex_against_number",
        N_("性别与身份证号码不符"),
        N_("身份证号码第17位单数为男、双数为女，与档案的性别不同。核对证件后修改。"),
        SERIOUS,
        "r.sex <> '' AND r.sex <> e.sex AND e.same_as_id IS NULL",
        GB11643,
        READOUT,
    ),
    of_file(
        "number_wrong",
        N_("身份证号码不成立"),
        N_("号码的长度、日期或校验码不对，与任何部门的数据都对不上。核对证件后更正。"),
        SEVERE,
        "r.is_number_wrong AND e.same_as_id IS NULL",
        GB11643,
        READOUT,
    ),
    of_file(
        "no_identity_number",
        N_("没有身份证号码"),
        N_("健在老人的档案没有身份证号码，无法与各部门核对。补录，或注明确实没有。"),
        SLIGHT,
        f"{ALIVE} AND e.identity_number IS NULL",
    ),
    of_file(
        "identity_index_missing",
        N_("身份证号码与它的索引不同步"),
        N_("有号码没有索引（或相反）：按号码查不到此人，重复登记也拦不住。重新保存号码。"),
        SEVERE,
        "(e.identity_number IS NULL) <> (e.identity_index IS NULL)",
    ),
    of_file(
        "phone_wrong",
        N_("电话号码不成立"),
        N_("保存的不是能拨通的号码。向老人或家属核对。"),
        SERIOUS,
        f"{ALIVE} AND r.is_phone_wrong",
        "",
        READOUT,
    ),
    of_file(
        "name_key_differs",
        N_("姓名与拼音排序不同步"),
        N_("改过姓名而拼音没有跟着改，名单里会排错、查不到。重新保存姓名。"),
        SLIGHT,
        "r.name_key <> e.name_key",
        "",
        READOUT,
    ),
    of_file(
        "no_home_address",
        N_("没有住址"),
        N_("健在老人没有住址，救援人员找不到门。补录住址。"),
        SERIOUS,
        f"{ALIVE} AND e.address IS NULL",
    ),
)

DATES = (
    of_file(
        "born_in_future",
        N_("出生日期在今天之后"),
        N_("日期录错。核对证件后修改。"),
        SEVERE,
        "e.born_on > %(today)s",
    ),
    of_file(
        "too_old",
        N_("年龄超过120岁仍为健在"),
        N_("多半是已去世而没有注明，或出生日期录错。先核实是否健在。"),
        SEVERE,
        f"{ALIVE} AND e.born_on <= %(today)s::date - make_interval(years => %(oldest_age)s)",
    ),
    of_file(
        "too_young",
        N_("未满60岁"),
        N_("不到老年人的年龄却有档案。核对出生日期。"),
        SERIOUS,
        f"{ALIVE} AND e.born_on <= %(today)s"
        " AND e.born_on > %(today)s::date - make_interval(years => %(elder_from_age)s)",
        "老年人权益保障法 第二条",
    ),
    of_file(
        "ended_before_born",
        N_("去世或迁出早于出生"),
        N_("两个日期至少有一个录错。"),
        SEVERE,
        "e.status_on < e.born_on",
    ),
    of_file(
        "ended_in_future",
        N_("去世或迁出日期在今天之后"),
        N_("日期录错，待遇会停在错误的日子。"),
        SEVERE,
        "e.life_status <> 'alive' AND e.status_on > %(today)s",
    ),
    of_file(
        "dead_without_evidence",
        N_("注明去世而没有依据"),
        N_("去世须注明依据：公安、殡葬、死亡医学证明或家属告知。补上依据。"),
        SERIOUS,
        "e.life_status = 'dead' AND e.status_evidence = ''",
    ),
    of_file(
        "alive_with_end",
        N_("健在而有去世或迁出日期"),
        N_("更正为健在时日期没有清除。核实后修改。"),
        SLIGHT,
        "e.life_status = 'alive' AND e.status_on IS NOT NULL",
    ),
    of_file(
        "registered_in_future",
        N_("入网登记时间在未来"),
        N_("登记时间晚于现在，登记进度会算错。"),
        SLIGHT,
        "e.registered_at > %(now)s",
    ),
    of_file(
        "sourced_in_future",
        N_("来源日期在今天之后"),
        N_("数据来源的日期录错，新旧比较会取错值。"),
        SLIGHT,
        "e.sourced_on > %(today)s",
    ),
    of_file(
        "long_unconfirmed",
        N_("三年没有核对的档案"),
        N_("档案的来源日期在三年以前。走访时核对一次。"),
        SLIGHT,
        f"{ALIVE} AND e.sourced_on < %(today)s::date - make_interval(years => %(unconfirmed_years)s)",
    ),
)

HOME = (
    of_file(
        "area_unknown",
        N_("不属于任何社区（村）"),
        N_("档案的区域不是统计用区划里的社区（村），没有人负责，也不计入街道数字。改到所在社区。"),
        SEVERE,
        "NOT EXISTS (SELECT FROM territory_area a WHERE a.level = 'community' AND a.first = e.area)",
    ),
    of_file(
        "household_area_unknown",
        N_("户籍地不是已知的区域"),
        N_("户籍区域的代码不存在，由谁负担就无法确定。核对户口簿。"),
        SLIGHT,
        "e.household_area IS NOT NULL AND NOT EXISTS (SELECT FROM territory_area a"
        " WHERE a.first <= e.household_area AND a.last >= e.household_area AND a.level = 'county')"
        " AND e.household_area BETWEEN 410100000000 AND 410199999999",
    ),
    Check(
        "registry.coordinates_outside",
        N_("住处的位置不在本街道附近"),
        N_("坐标离本街道住处的中心太远，救援会派错方向。在地图上重新标注。"),
        SERIOUS,
        f"""SELECT e.id, e.area, e.id AS person FROM registry_elder e JOIN (
            SELECT area / 1000 AS street, percentile_cont(0.5) WITHIN GROUP (ORDER BY longitude) AS x,
                percentile_cont(0.5) WITHIN GROUP (ORDER BY latitude) AS y
            FROM registry_elder WHERE longitude IS NOT NULL GROUP BY 1
        ) AS middle ON middle.street = e.area / 1000
        WHERE {ALIVE} AND (abs(e.longitude - middle.x) > %(stray_degrees)s
            OR abs(e.latitude - middle.y) > %(stray_degrees)s)""",
        FILE,
        PERSON,
        "",
        NUMBERS,
    ),
    of_file(
        "half_a_position",
        N_("位置只有经度或只有纬度"),
        N_("坐标缺一半，地图上找不到。重新标注。"),
        SERIOUS,
        "(e.longitude IS NULL) <> (e.latitude IS NULL)",
    ),
    of_file(
        "home_not_on_map",
        N_("独居老人的住处没有标在地图上"),
        N_("呼救时不能按距离派人。上门或在地图上标注。"),
        SERIOUS,
        f"{ALIVE} AND e.longitude IS NULL AND p.living_form = 'alone'",
        "",
        PROFILE,
    ),
    Check(
        "registry.phone_shared",
        N_("一个电话号码登记给五位以上老人"),
        N_("多半是代登记人或机构的号码，呼救时接不到本人。逐个核对。"),
        SERIOUS,
        f"""SELECT e.id, e.area, e.id AS person FROM registry_elder e {READOUT} WHERE {ALIVE}
        AND r.phone_index IN (SELECT r.phone_index FROM registry_elder e {READOUT}
            WHERE {ALIVE} AND r.phone_index IN ({MANY.format(index="phone_index", most="phone_most_elders")})
            GROUP BY 1 HAVING count(*) > %(phone_most_elders)s)""",
        FILE,
        PERSON,
        "",
        NUMBERS,
    ),
    Check(
        "registry.address_crowded",
        N_("一个住址登记了太多老人"),
        N_("同一门牌住着六位以上老人：可能是机构，也可能是虚报或录错。实地核实，机构请改居住形式。"),
        SERIOUS,
        f"""SELECT e.id, e.area, e.id AS person FROM registry_elder e {READOUT}
        WHERE {ALIVE} AND (e.area, r.address_index) IN (
            SELECT e.area, r.address_index FROM registry_elder e {READOUT} {PROFILE}
            WHERE {ALIVE} AND p.living_form <> 'institution'
            AND r.address_index IN ({MANY.format(index="address_index", most="address_most_elders")})
            GROUP BY 1, 2 HAVING count(*) > %(address_most_elders)s)""",
        FILE,
        PERSON,
        "",
        NUMBERS,
    ),
)

CHECKS = (*IDENTITY, *DATES, *HOME)
