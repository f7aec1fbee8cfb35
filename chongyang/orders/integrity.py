"""Checks of orders, what is held for them, and the plans that make them."""

from pathlib import Path

from chongyang.core.integrity import Check, Severity, load_numbers
from chongyang.core.words import N_
from chongyang.registry.queries.integrity import DEAD, FILES

NUMBERS = load_numbers(Path(__file__).resolve().parent / "data" / "integrity.yaml")
UNHELPED = "('created', 'offered', 'refused', 'accepted', 'on_the_way', 'arrived', 'started', 'paused')"
HELD = "SELECT FROM purchase_voucherentry v WHERE v.\"order\" = o.id AND v.kind = 'held'"


def of_order(name: str, label: str, says: str, severity: Severity, where: str, joined: str = "") -> Check:
    rows = f"SELECT o.id, o.area, o.person FROM orders_order o {joined} WHERE {where}"
    return Check(f"orders.{name}", label, says, severity, rows, "ordering_order", "id", "", NUMBERS)


def of_plan(name: str, label: str, says: str, severity: Severity, where: str, joined: str = "") -> Check:
    rows = f"SELECT p.id, p.area, p.person FROM orders_plan p {joined} WHERE {where}"
    return Check(f"orders.{name}", label, says, severity, rows, "ordering_for", "person", "", NUMBERS)


CHECKS = (
    of_order(
        "order_of_dead",
        N_("已故老人名下有未完成的上门服务订单"),
        N_("死亡确认后订单应自动撤销。核实老人是否健在，再撤销订单。"),
        Severity.SEVERE,
        f"o.closed_at IS NULL AND o.state IN {UNHELPED}",
        f"JOIN ({DEAD}) AS dead ON dead.id = o.person",
    ),
    of_order(
        "order_of_nobody",
        N_("订单指向不存在的档案"),
        N_("不知道替谁下的单。请服务台核实。"),
        Severity.SERIOUS,
        f"NOT EXISTS (SELECT FROM ({FILES}) AS file WHERE file.id = o.person)",
    ),
    of_order(
        "order_apart_from_its_case",
        N_("订单的状态和它的办理经过对不上"),
        N_("列表和时间线说法不一。请数据管理员核查。"),
        Severity.SERIOUS,
        "NOT EXISTS (SELECT FROM core_case c WHERE c.id = o.id AND c.state = o.state)",
    ),
    of_order(
        "order_without_its_hold",
        N_("订单说服务券付钱，而服务券没有为它预留"),
        N_("结算时会付不出。请数据管理员核查服务券账户。"),
        Severity.SEVERE,
        f"o.covered_fen > 0 AND o.state NOT IN ('withdrawn', 'expired') AND NOT EXISTS ({HELD})",
    ),
    of_order(
        "offer_forgotten",
        N_("很久没有答复、也没有超时的订单"),
        N_("后台任务可能停了。请服务台改派。"),
        Severity.SEVERE,
        "o.state = 'offered' AND o.state_at < %(now)s - make_interval(hours => %(offer_hours)s)",
    ),
    of_order(
        "visit_never_began",
        N_("约定时间过去一天还没有开始的订单"),
        N_("没有人知道去了没有。请服务台联系老人和服务商。"),
        Severity.SERIOUS,
        """o.closed_at IS NULL AND o.state IN ('accepted', 'on_the_way')
        AND o.to_at < %(now)s - make_interval(hours => %(missed_hours)s)""",
    ),
    of_order(
        "too_many_come",
        N_("派的人数和订单要的人数不一样"),
        N_("请重新派人。"),
        Severity.SLIGHT,
        """o.state IN ('on_the_way', 'arrived', 'started') AND
        (SELECT count(*) FROM orders_assignment a WHERE a.order_id = o.id AND a.ended_at IS NULL)
        NOT IN (0, o.people)""",
    ),
    of_plan(
        "plan_not_made",
        N_("周期计划没有提前生成订单"),
        N_("后台任务可能停了。检查后台任务，或由服务台单独下单。"),
        Severity.SERIOUS,
        """p.ended_at IS NULL AND (p.valid_to IS NULL OR p.valid_to > p.made_until)
        AND p.made_until < (%(now)s)::date + %(ahead_days)s""",
    ),
    of_plan(
        "plan_of_dead",
        N_("已故老人名下有周期服务计划"),
        N_("死亡确认后计划应自动结束。核实后结束计划。"),
        Severity.SERIOUS,
        "p.ended_at IS NULL",
        f"JOIN ({DEAD}) AS dead ON dead.id = p.person",
    ),
)
