"""What this room lets be counted (`core.measuring`): projects by stage, money, investors, enterprises."""

from chongyang.core.measuring import Measure
from chongyang.core.words import N_
from chongyang.projects.rules.settings import load_settings

PROJECT, CHANGE = "projects_project", "projects_stagechange"
MONTH = "projects_monthreport"
AT_END = f"""(SELECT c.stage FROM {CHANGE} c WHERE c.project_id = {PROJECT}.id AND c."on" < %(until_on)s
    ORDER BY c."on" DESC, c.id DESC LIMIT 1)"""  # noqa: S608 - our own words
"""The stage in which a project stood at the end of the period."""
DONE = "('completed', 'in_operation')"
REACHED = f"""EXISTS (SELECT FROM {CHANGE} c WHERE c.project_id = {PROJECT}.id AND
    c.stage = ANY(ARRAY[{{stages}}]) AND c."on" >= %(first_on)s AND c."on" < %(until_on)s
    AND c.to_rank > c.from_rank)"""
HOSPITALS = (
    f"number = ANY(ARRAY['2018-34-12', '2018-34-13', '2018-34-14', '2018-34-15']) AND {AT_END} IN {DONE}"
)
"""The four that 三(三)1 names."""
IN_PERIOD = "month >= %(first_on)s AND month < %(until_on)s"
BIG = f"""left_on IS NULL AND listed_on < %(until_on)s AND kind = 'products'
    AND EXISTS (SELECT FROM projects_revenue r WHERE
    r.enterprise_id = projects_enterprise.id AND r.revenue_fen > {load_settings().big_revenue_fen}
    AND r.year = (SELECT max(l.year) FROM projects_revenue l WHERE l.enterprise_id = projects_enterprise.id
        AND l.year <= extract(year FROM %(until_on)s::date)))"""  # noqa: S608 - a number of our own rules
"""By the newest year that is told up to the period."""
ARRIVED = "arrived_on < %(until_on)s AND state = 'arrived'"
ONE = "project"
PLAN, YEAR = "2014-25", 2014
OF_PROJECT = "JOIN projects_project p ON p.id = m.project_id"
IN_YEAR = f"m.month >= '{YEAR}-01-01' AND m.month < '{YEAR + 1}-01-01' AND m.month < %(until_on)s"
"""The plan's sums are of its one year: a later period tells what that year came to, as far as reported."""


def _of_section(key: str, clause: str, sector: str, label: str) -> Measure:
    """The projects of a section of the 2014 plan: named in it, or brought in under its clause since."""
    where = f"{_section(PROJECT, clause, sector)} AND listed_on < %(until_on)s"
    return Measure(f"projects.{key}", label, N_("个"), PROJECT, where, opens=ONE)


def _done_in_year(key: str, clause: str, sector: str, label: str) -> Measure:
    return Measure(
        f"projects.{key}",
        label,
        N_("亿元"),
        f"{MONTH} m {OF_PROJECT}",
        f"{_section('p', clause, sector)} AND {IN_YEAR}",
        row="m.id",
        area="m.area",
        number="sum(m.done_fen) / 1e10",
        opens="projects_month",
    )


def _section(table: str, clause: str, sector: str) -> str:
    return f"{table}.clause = '{PLAN}/{clause}' AND {table}.sector = '{sector}'"


OF_2014 = (
    _of_section("medical_2014", "3.1", "medical", N_("2014年计划的医疗服务项目")),
    _of_section(
        "culture_and_tourism_2014", "3.4", "culture_and_tourism", N_("2014年计划的健康文化和旅游项目")
    ),
    _of_section("biomedicine_2014", "3.5", "biomedicine", N_("2014年计划的生物医药项目")),
    _done_in_year("medical_done_2014", "3.1", "medical", N_("医疗服务项目2014年完成投资")),
    _done_in_year("elder_care_done_2014", "3.2", "elder_care", N_("健康养老服务项目2014年完成投资")),
    _done_in_year("sports_done_2014", "3.3", "sports", N_("体育项目2014年完成投资")),
    _done_in_year(
        "culture_and_tourism_done_2014",
        "3.4",
        "culture_and_tourism",
        N_("健康文化和旅游项目2014年完成投资"),
    ),
    _done_in_year("biomedicine_done_2014", "3.5", "biomedicine", N_("生物医药项目2014年完成投资")),
    _done_in_year("medical_devices_done_2014", "3.5", "medical_devices", N_("医疗器械项目2014年完成投资")),
    Measure(
        "projects.elder_care_total_2014",
        N_("2014年计划的健康养老服务项目计划投资"),
        N_("亿元"),
        "projects_plannedmoney m " + OF_PROJECT,
        f"{_section('p', '3.2', 'elder_care')} AND p.listed_on < %(until_on)s",
        row="m.id",
        area="m.area",
        number="sum(m.planned_fen) / 1e10",
    ),
)
"""What the 2014 plan promises by section, in place of its annex: the library's projects of each."""

MEASURES = (
    *OF_2014,
    Measure(
        "projects.completed",
        N_("当期竣工或投产的项目"),
        N_("个"),
        PROJECT,
        REACHED.format(stages="'completed', 'in_operation'"),
        opens=ONE,
    ),
    Measure(
        "projects.started",
        N_("当期开工的项目"),
        N_("个"),
        PROJECT,
        REACHED.format(stages="'started', 'building'"),
        opens=ONE,
    ),
    Measure("projects.listed", N_("入库项目"), N_("个"), PROJECT, "listed_on < %(until_on)s", opens=ONE),
    Measure("projects.hospitals", N_("建成的老年医院和护理院"), N_("所"), PROJECT, HOSPITALS, opens=ONE),
    Measure(
        "projects.investment_done",
        N_("当期完成投资"),
        N_("亿元"),
        MONTH,
        IN_PERIOD,
        number="sum(done_fen) / 1e10",
        opens="projects_month",
    ),
    Measure(
        "projects.attracted",
        N_("招商到位资金"),
        N_("亿元"),
        "projects_attraction",
        ARRIVED,
        number="sum(arrived_fen) / 1e10",
    ),
    Measure(
        "projects.known_operators",
        N_("已引进的知名养老服务机构"),
        N_("家"),
        "projects_attraction",
        f"{ARRIVED} AND is_known_operator",
    ),
    Measure("projects.big_enterprises", N_("年营业收入超亿元企业"), N_("家"), "projects_enterprise", BIG),
)
