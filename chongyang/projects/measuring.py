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

MEASURES = (
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
