"""Checks of areas, organisations, accounts, posts, grants, tokens. Rows lie where their organisation does."""

from pathlib import Path

from chongyang.core.integrity import Check, Severity, load_numbers
from chongyang.core.words import N_

NUMBERS = load_numbers(Path(__file__).resolve().parent / "data" / "integrity.yaml")
ACCOUNT, OPENS = "administration_account", "id"
POST_NOW = "p.valid_from <= %(now)s AND (p.valid_to IS NULL OR p.valid_to > %(now)s)"
LAST_AREA = """coalesce((SELECT o.area FROM territory_post p JOIN territory_organisation o
    ON o.id = p.organisation_id WHERE p.account_id = a.id
    ORDER BY p.valid_from DESC, p.id LIMIT 1), 410100000000)"""
"""An account lies where its last post was; one that never had one, at the city's."""


def of_account(name: str, label: str, says: str, severity: Severity, where: str, source: str = "") -> Check:
    rows = f"SELECT a.id, {LAST_AREA} AS area, NULL::uuid AS person FROM territory_account a WHERE {where}"
    return Check(f"territory.{name}", label, says, severity, rows, ACCOUNT, OPENS, source, NUMBERS)


ACCOUNTS = (
    of_account(
        "account_without_post",
        N_("启用的账号没有在任岗位"),
        N_("人已离岗而账号没有停用，还能登录。停用账号或重新任命。"),
        Severity.SEVERE,
        f"a.is_active AND NOT EXISTS (SELECT FROM territory_post p WHERE p.account_id = a.id AND {POST_NOW})"
        " AND EXISTS (SELECT FROM territory_post p WHERE p.account_id = a.id)",
        "GB/T 22239-2019 8.1.4.2",
    ),
    of_account(
        "account_never_appointed",
        N_("开设了账号而从未任命"),
        N_("不知道给谁用的账号。任命或停用。"),
        Severity.SLIGHT,
        "a.is_active AND NOT EXISTS (SELECT FROM territory_post p WHERE p.account_id = a.id)",
        "GB/T 22239-2019 8.1.4.2",
    ),
    of_account(
        "administrators_together",
        N_("一人兼任两种管理员，或管理员兼任其他岗位"),
        N_("系统管理员、安全管理员、审计员三员分立。结束其中一个岗位。"),
        Severity.SEVERE,
        f"""(SELECT count(DISTINCT p.role) FROM territory_post p WHERE p.account_id = a.id AND {POST_NOW}) > 1
        AND EXISTS (SELECT FROM territory_post p WHERE p.account_id = a.id AND {POST_NOW}
            AND p.role IN ('system_admin', 'security_admin', 'auditor'))""",
        "GB/T 22239-2019 8.1.5",
    ),
    of_account(
        "first_password_unused",
        N_("一次性口令一直没有改"),
        N_("发出的一次性口令还有效，捡到的人就能登录。重设口令或停用账号。"),
        Severity.SERIOUS,
        """a.is_active AND a.password_is_temporary
        AND a.created_at < %(now)s - make_interval(days => %(first_password_days)s)""",
    ),
    of_account(
        "closed_account_with_post",
        N_("停用的账号还占着岗位"),
        N_("排班和派单仍会算上此人。结束岗位。"),
        Severity.SERIOUS,
        f"NOT a.is_active AND EXISTS (SELECT FROM territory_post p WHERE p.account_id = a.id AND {POST_NOW})",
    ),
)

POSTS = (
    Check(
        "territory.post_of_ended_organisation",
        N_("机构已撤销而岗位还在任"),
        N_("机构撤销或合并后，岗位应随之结束或转到继任机构。"),
        Severity.SERIOUS,
        f"""SELECT p.id, o.area, NULL::uuid AS person FROM territory_post p
        JOIN territory_organisation o ON o.id = p.organisation_id
        WHERE o.valid_to <= %(today)s AND {POST_NOW}""",
        "administration_accounts",
    ),
    Check(
        "territory.post_outside_organisation",
        N_("岗位的辖区超出机构的辖区"),
        N_("此人能看到机构管不到的老人。收窄岗位的辖区。"),
        Severity.SEVERE,
        f"""SELECT p.id, o.area, NULL::uuid AS person FROM territory_post p
        JOIN territory_organisation o ON o.id = p.organisation_id
        WHERE {POST_NOW} AND p.intervals <> '{{}}' AND o.intervals <> '{{}}' AND NOT (
            (SELECT range_agg(int8range(p.intervals[i][1], p.intervals[i][2], '[]'))
                FROM generate_subscripts(p.intervals, 1) AS i)
            <@ (SELECT range_agg(int8range(o.intervals[i][1], o.intervals[i][2], '[]'))
                FROM generate_subscripts(o.intervals, 1) AS i))""",
        "administration_accounts",
    ),
    Check(
        "territory.grant_of_closed_account",
        N_("停用的账号还有档案授权"),
        N_("账号恢复后就能打开那份档案。结束授权。"),
        Severity.SERIOUS,
        f"""SELECT g.id, {LAST_AREA} AS area, NULL::uuid AS person FROM territory_grant g
        JOIN territory_account a ON a.id = g.account_id
        WHERE NOT a.is_active AND (g.valid_to IS NULL OR g.valid_to > %(now)s)""",
        "administration_accounts",
    ),
    Check(
        "territory.glass_open_too_long",
        N_("应急调阅超过一小时没有结束"),
        N_("越权打开的档案只许看一小时。立即结束授权并复核。"),
        Severity.SEVERE,
        f"""SELECT g.id, {LAST_AREA} AS area, NULL::uuid AS person FROM territory_grant g
        JOIN territory_account a ON a.id = g.account_id
        WHERE g.source = 'break_glass' AND coalesce(g.valid_to, 'infinity')
            > g.valid_from + make_interval(mins => %(glass_minutes)s)
        AND (g.valid_to IS NULL OR g.valid_to > %(now)s)""",
        "administration_accounts",
        numbers=NUMBERS,
    ),
    Check(
        "territory.token_of_closed_account",
        N_("接口令牌属于已停用的账号"),
        N_("令牌已打不开任何数据，但应撤销，免得账号恢复后又能用。"),
        Severity.SERIOUS,
        """SELECT t.id, o.area, NULL::uuid AS person FROM territory_apitoken t
        JOIN territory_account a ON a.id = t.account_id JOIN territory_post p ON p.id = t.post_id
        JOIN territory_organisation o ON o.id = p.organisation_id
        WHERE NOT a.is_active AND t.revoked_at IS NULL AND t.valid_to > %(now)s""",
        "administration_accounts",
    ),
    Check(
        "territory.token_unused",
        N_("很久没有用过的接口令牌"),
        N_("没有人用的令牌只会被人捡去用。核实后撤销。"),
        Severity.SLIGHT,
        """SELECT t.id, o.area, NULL::uuid AS person FROM territory_apitoken t
        JOIN territory_post p ON p.id = t.post_id JOIN territory_organisation o ON o.id = p.organisation_id
        WHERE t.revoked_at IS NULL AND t.valid_to > %(now)s AND coalesce(t.last_used_at, t.created_at)
            < %(now)s - make_interval(days => %(unused_token_days)s)""",
        "administration_accounts",
        numbers=NUMBERS,
    ),
)

PLACES = (
    Check(
        "territory.organisation_without_successor",
        N_("机构已撤销而没有继任机构"),
        N_("原来由它办的事没有人接。登记继任机构。"),
        Severity.SERIOUS,
        """SELECT o.id, o.area, NULL::uuid AS person FROM territory_organisation o
        WHERE o.valid_to <= %(today)s
        AND NOT EXISTS (SELECT FROM territory_succession s WHERE s.former_id = o.id)""",
        "administration_reference",
    ),
    Check(
        "territory.organisation_ends_before_it_begins",
        N_("机构的结束日期早于开始日期"),
        N_("两个日期至少有一个录错，按日期查不到这个机构。"),
        Severity.SLIGHT,
        """SELECT o.id, o.area, NULL::uuid AS person FROM territory_organisation o
        WHERE o.valid_to < o.valid_from""",
        "administration_reference",
    ),
    Check(
        "territory.area_outside_parent",
        N_("区域不在上级区域之内"),
        N_("代码区间超出上级，汇总数字会多算或漏算。核对统计用区划代码。"),
        Severity.SEVERE,
        """SELECT md5(a.code)::uuid AS id, a.first AS area, NULL::uuid AS person FROM territory_area a
        JOIN territory_area u ON u.code = a.parent_id WHERE a.first < u.first OR a.last > u.last""",
        "administration_reference",
    ),
    Check(
        "territory.area_without_parent",
        N_("街道或社区没有上级区域"),
        N_("汇总到县区时会漏掉。核对统计用区划代码。"),
        Severity.SERIOUS,
        """SELECT md5(a.code)::uuid AS id, a.first AS area, NULL::uuid AS person FROM territory_area a
        WHERE a.parent_id IS NULL AND a.level <> 'city'""",
        "administration_reference",
    ),
)

CHECKS = (*ACCOUNTS, *POSTS, *PLACES)
