"""The projects that both plans name: each stands in its clause, and none that the text names is missing."""

import re

import pytest

from chongyang.policy.rules.documents import load_documents
from chongyang.policy.rules.promises import load_parameters, load_targets
from chongyang.projects.enums import Milestone
from chongyang.projects.rules.named import load_envelopes, load_named, load_others, wording

NAMES_2014 = [
    "郑州大学第二附属医院",
    "河南中医学院第一附属医院国家中医临床研究基地",
    "市骨科医院宜居健康城医院项目（一期）",
    "郑州市社会福利院改扩建",
    "夕阳红",
    "郑州太阳城老年公寓",
    "龙湖老年公寓",
    "郑州市老年公寓（郑州市养老服务中心）",
    "奥林匹克体育中心",
    "东区市民健身中心",
    "中州博物馆文化苑",
    "雁鸣湖生态文明示范区",
    "白沙湖休闲度假",
    "慧宝源（登封）生物医药产业园",
    "羚锐集团生产研发基地",
    "郑州豫港制药有限公司年产3.6亿支粉针剂工程（辅仁药业综合产业园）",
    "河南省医疗信息产业园",
    "锐珂中原研究中心",
    "郑州思源医疗器械生产",
]
"""Read from the published text, section by section, without the data."""
BUILT = [
    "郑州市养老服务中心（惠济园区）",
    "郑东新区养老服务中心",
    "登封市社会福利中心",
    "新密市社会福利中心",
    "巩义市社会福利中心",
    "中牟县社会福利中心",
    "郑州市中心医院豫欣老年病医院",
    "郑州市老年医院",
    "郑州玖桥大桥护理院",
    "郑州欧安乐龄护理院",
]
MILESTONES_2018 = {
    Milestone.BUILT: BUILT,
    Milestone.STARTED: ["金水区养老中心", "惠济区养老中心", "管城区养老中心"],
    Milestone.STRIVES_TO_START: ["中原国际老龄产业园老龄产业博览中心"],
    Milestone.PLANNED: [
        "郑州市养老服务中心（二七园区）",
        "郑州市养老服务中心（登封园区）",
        "老年健康活动中心",
    ],
    Milestone.ADVANCED: [
        *("荥阳健康园区", "郑州恒大国际健康未来城", "四院一校", "巩义竹林长寿山健康养老产业园"),
        *("竹林长寿山温泉小镇", "长寿山景区民宿", "郑州老年产品用品特色街", "河南健康养老创新产业园"),
    ],
}
LISTS = {
    "2014-25/3.1": r"重点建设(.+?)等42个项目",
    "2014-25/3.2": r"重点推进(郑州市社会福利院.+?)，总投资",
    "2014-25/3.3": r"推进(奥林匹克.+?)等体育项目",
    "2014-25/3.4": r"着力抓好(.+?)等48个项目",
    "2014-25/3.5": r"着力抓好(.+?)，计划完成投资18.8亿元",
    "2018-34/3.2.1": r"发挥示范作用.+?200张以上床位的公办示范性养老机构。(.+?)力争2020年底前开工",
    "2018-34/3.3.1": r"建成(郑州市中心医院.+?)等4所",
    "2018-34/3.5.2": r"重点抓好(.+?)等项目",
    "2018-34/3.6.3": r"推进建设(.+?),促进",
}
"""The sentences in which the plans list projects; what is left of them without the names names nothing."""
REST = [
    "等",
    "项目",
    "的",
    "续建",
    "加快推进",
    "建设",
    "和",
    "开工建设",
    "18个生物医药项目建设",
    "计划完成投资41.1亿元",
    "重点推进",
    "医疗器械项目",
    "社会福利中心",
    "建成并投入使用",
    "养老中心",
    "开工",
    "谋划启动",
    "加大前期工作力度",
]


def names_of(document: str) -> list[str]:
    return [row.name for row in load_named() if row.document == document]


def test_nineteen_names_stand_in_the_five_sections_of_2014():
    assert names_of("2014-25") == NAMES_2014
    assert len(NAMES_2014) == 19
    sections = [row.clause for row in load_named() if row.document == "2014-25"]
    assert {clause: sections.count(clause) for clause in sections} == {
        "2014-25/3.1": 3,
        "2014-25/3.2": 5,
        "2014-25/3.3": 2,
        "2014-25/3.4": 3,
        "2014-25/3.5": 6,
    }


def test_over_twenty_names_of_2018_have_the_milestone_of_their_text():
    held = {milestone: [] for milestone in MILESTONES_2018}
    for row in load_named():
        if row.document == "2018-34":
            held[row.milestone].append(row.name)
    assert held == MILESTONES_2018
    assert len(names_of("2018-34")) == 25


def test_three_projects_of_2014_go_on_and_two_begin():
    said = {row.name: row.milestone for row in load_named()}
    assert [name for name, word in said.items() if word is Milestone.CONTINUED] == NAMES_2014[3:6]
    assert said["龙湖老年公寓"] is Milestone.STARTED


@pytest.mark.parametrize("row", load_named(), ids=lambda row: row.number)
def test_each_quote_stands_in_its_clause_and_its_milestone_in_the_text(row):
    assert row.quote in wording(row.clause)
    assert row.mention in wording(row.clause)
    for part in re.split(r"……|，", row.said):
        assert part in wording(row.clause), part


@pytest.mark.parametrize("clause", LISTS)
def test_a_list_of_the_plan_without_its_names_names_nothing(clause):
    found = re.search(LISTS[clause], wording(clause))
    assert found, clause
    rest = found[1]
    for row in sorted(
        (one for one in load_named() if one.clause == clause), key=lambda one: -len(one.mention)
    ):
        rest = rest.replace(row.mention, "", 1)
    for word in sorted(REST, key=len, reverse=True):
        rest = rest.replace(word, "")
    assert re.sub(r"[、，,。；;\s]", "", rest) == ""


def test_a_county_is_told_only_where_the_words_of_the_clause_name_it():
    names = {"410185": "登封", "410108": "惠济", "410183": "新密", "410181": "巩义", "410122": "中牟"}
    names |= {"410105": "金水", "410104": "管城", "410103": "二七", "410182": "荥阳"}
    names |= {"zhengdong": "郑东新区", "jingkai": "经开区"}
    for row in load_named():
        if row.county:
            assert names[row.county] in wording(row.clause), row.number
            near = f"{row.name}{row.mention}{row.quote}"
            assert names[row.county] in near or row.clause in ("2018-34/3.5.1", "2018-34/3.5.2"), row.number
        else:
            assert row.area == 410100000000


def test_every_milestone_target_of_a_project_has_its_project():
    held = {row.target for row in load_named()}
    wanted = {row.id for row in load_targets() if row.id.partition(":")[2].startswith("project.")}
    assert wanted <= held
    assert held - {""} <= {row.id for row in load_targets()}


def test_what_else_the_plans_name_is_listed_with_its_reason():
    named = {(row.document, row.name) for row in load_named()}
    for row in load_others():
        assert row.mention in wording(row.clause)
        assert row.why
        assert (row.document, row.mention) not in named


def test_six_sums_stand_for_the_missing_table_of_2014():
    held = {row.name: row for row in load_envelopes()}
    yuan = {name: row.planned_fen / 100 for name, row in held.items()}
    assert yuan == {
        "envelope.medical": 5_930_000_000,
        "envelope.elder_care": 254_000_000,
        "envelope.sports": 130_000_000,
        "envelope.culture_and_tourism": 32_530_000_000,
        "envelope.biomedicine": 4_110_000_000,
        "envelope.medical_devices": 1_880_000_000,
    }
    assert held["envelope.elder_care"].total_fen == 684_000_000_00
    assert {name: row.count for name, row in held.items() if row.count} == {
        "envelope.medical": 42,
        "envelope.culture_and_tourism": 48,
        "envelope.biomedicine": 18,
    }
    told = {row.id for row in load_parameters() if row.kind == "envelope"}
    assert len(told) == len(held) + 1  # one has its total beside it


def test_both_annexes_are_missing_from_the_texts_and_only_their_lines_stand():
    annexes = [row.text for document in load_documents() for row in document.clauses if row.kind == "annex"]
    assert sorted(annexes) == ["附件:郑州市健康养老产业项目表", "附件：2014年健康服务业建设重大项目表"]
