"""Checks of institutions, stations and responders."""

from pathlib import Path

from chongyang.core.integrity import Check, Severity, load_numbers
from chongyang.core.words import N_
from chongyang.registry.queries.integrity import DEAD

NUMBERS = load_numbers(Path(__file__).resolve().parent / "data" / "integrity.yaml")
RESPONDER, OPENS = "street_responder", "id"
OUTSIDE = """(x.longitude NOT BETWEEN %(far_west)s AND %(far_east)s
    OR x.latitude NOT BETWEEN %(far_south)s AND %(far_north)s)"""


def of_responder(name: str, label: str, says: str, severity: Severity, where: str) -> Check:
    rows = (
        f"SELECT x.id, x.area, NULL::uuid AS person FROM providers_responder x WHERE x.name <> '' AND {where}"
    )
    return Check(f"providers.{name}", label, says, severity, rows, RESPONDER, OPENS, "", NUMBERS)


def of_provider(name: str, label: str, says: str, severity: Severity, where: str) -> Check:
    rows = f"SELECT x.id, x.area, NULL::uuid AS person FROM providers_provider x WHERE {where}"
    return Check(f"providers.{name}", label, says, severity, rows, numbers=NUMBERS)


CHECKS = (
    of_responder(
        "responder_without_post",
        N_("在岗的响应人员没有在任岗位"),
        N_("派单会派给一个不能登录的人。任命，或把他从名单上撤下。"),
        Severity.SEVERE,
        """x.is_on_duty AND NOT EXISTS (SELECT FROM territory_post p WHERE p.account_id = x.account
            AND p.valid_from <= %(now)s AND (p.valid_to IS NULL OR p.valid_to > %(now)s))""",
    ),
    of_responder(
        "responder_without_phone",
        N_("响应人员没有电话"),
        N_("应用收不到时没有第二条路。补录电话。"),
        Severity.SERIOUS,
        "x.phone IS NULL",
    ),
    of_responder(
        "responder_outside",
        N_("响应人员的常驻位置不在本市"),
        N_("位置录错，永远不会派到他，或派错。重新标注。"),
        Severity.SERIOUS,
        OUTSIDE,
    ),
    of_responder(
        "skill_run_out",
        N_("技能证书已过期"),
        N_("仍按有此技能派单。换证后更新，或去掉这项技能。"),
        Severity.SERIOUS,
        """EXISTS (SELECT FROM jsonb_each_text(x.skill_ends) AS e
            WHERE e.key = ANY(x.skills) AND e.value::date <= %(today)s)""",
    ),
    of_responder(
        "keys_of_dead",
        N_("代管着已故老人的钥匙"),
        N_("钥匙应交还家属。交还后从代管名单上去掉。"),
        Severity.SERIOUS,
        f"EXISTS (SELECT FROM ({DEAD}) AS dead WHERE dead.id = ANY(x.holds_keys_of))",
    ),
    of_responder(
        "on_duty_without_turn",
        N_("在岗而没有值班记录"),
        N_("在岗时长算不出来，夜班后的休息轮不到他。下岗再上岗一次即可恢复。"),
        Severity.SLIGHT,
        """x.is_on_duty AND EXISTS (SELECT FROM providers_dutyturn t WHERE t.responder_id = x.id)
        AND NOT EXISTS (SELECT FROM providers_dutyturn t
            WHERE t.responder_id = x.id AND t.ended_at IS NULL)""",
    ),
    Check(
        "providers.turn_too_long",
        N_("值班超过二十四小时"),
        N_("多半是忘了下岗，派单仍会派给他。核实后下岗。"),
        Severity.SERIOUS,
        """SELECT t.responder_id AS id, t.area, NULL::uuid AS person FROM providers_dutyturn t
        WHERE t.ended_at IS NULL AND t.began_at < %(now)s - make_interval(hours => %(longest_turn_hours)s)""",
        RESPONDER,
        OPENS,
        numbers=NUMBERS,
    ),
    of_responder(
        "responder_of_closed_station",
        N_("响应人员的服务站已停业"),
        N_("人还在名单上，站已停业。改到现在的站点。"),
        Severity.SERIOUS,
        "EXISTS (SELECT FROM providers_provider s WHERE s.id = x.station_id AND s.closed_on <= %(today)s)",
    ),
    Check(
        "providers.position_left_over",
        N_("不在岗的人还留着位置"),
        N_("下岗后位置应当删除，个人信息多留了一天就多一分风险。"),
        Severity.SEVERE,
        """SELECT r.id, p.area, NULL::uuid AS person FROM providers_responderposition p
        JOIN providers_responder r ON r.id = p.responder_id
        WHERE NOT r.is_on_duty OR r.shares_position_since IS NULL""",
        RESPONDER,
        OPENS,
        "个人信息保护法 第十九条",
    ),
    of_provider(
        "provider_outside",
        N_("机构或站点的坐标不在本市"),
        N_("公众地图上找不到，派单的距离也会算错。更正坐标。"),
        Severity.SERIOUS,
        f"x.closed_on IS NULL AND {OUTSIDE}",
    ),
    of_provider(
        "provider_over_full",
        N_("入住人数超过床位数"),
        N_("人数或床位数录错，或者超员。核实。"),
        Severity.SERIOUS,
        "x.closed_on IS NULL AND x.beds > 0 AND x.residents > x.beds",
    ),
    of_provider(
        "provider_closed_before_open",
        N_("停业早于开业"),
        N_("两个日期至少有一个录错。"),
        Severity.SLIGHT,
        "x.closed_on < x.opened_on",
    ),
    of_provider(
        "provider_closed_with_residents",
        N_("已停业而仍有入住老人"),
        N_("老人去了哪里没有登记。核实去向后更正人数。"),
        Severity.SEVERE,
        "x.closed_on <= %(today)s AND x.residents > 0",
    ),
    of_provider(
        "station_without_responder",
        N_("应急服务站没有响应人员"),
        N_("站开着而没有人可派。配备人员，或改为停业。"),
        Severity.SERIOUS,
        """x.kind = 'station' AND x.closed_on IS NULL
        AND NOT EXISTS (SELECT FROM providers_responder r WHERE r.station_id = x.id)""",
    ),
)
