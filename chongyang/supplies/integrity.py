"""Checks of supplies: counters against what was ordered, doors that nobody ticked, pieces in two hands."""

from chongyang.core.integrity import Check, Severity
from chongyang.core.words import N_

HELD = "p.given_back_at IS NULL"

CHECKS = (
    Check(
        "supplies.dish_counter_differs",
        N_("菜品的已订份数与订单不符"),
        N_("可能多卖或少卖。请核对这道菜的订单，不要再接单。"),
        Severity.SEVERE,
        "SELECT d.id, m.area, NULL::uuid AS person FROM supplies_dish d"
        " JOIN supplies_menu u ON u.id = d.menu_id JOIN supplies_mealpoint m ON m.id = u.point_id"
        f" LEFT JOIN supplies_portion p ON p.dish_id = d.id AND {HELD}"
        " GROUP BY d.id, m.area HAVING d.taken <> coalesce(sum(p.quantity), 0)",
        "supplies_points",
        "",
    ),
    Check(
        "supplies.menu_counter_differs",
        N_("一餐的已订份数与订单不符"),
        N_("可能超出供餐能力。请核对这一餐的订单。"),
        Severity.SEVERE,
        "SELECT u.id, m.area, NULL::uuid AS person FROM supplies_menu u"
        " JOIN supplies_mealpoint m ON m.id = u.point_id"
        f" LEFT JOIN supplies_portion p ON p.menu_id = u.id AND {HELD}"
        " GROUP BY u.id, m.area HAVING u.taken <> coalesce(sum(p.quantity), 0)",
        "supplies_points",
        "",
    ),
    Check(
        "supplies.stop_not_ticked",
        N_("送餐以后没有登记送到没有"),
        N_("不知道老人吃到没有。请助餐点联系送餐员和老人。"),
        Severity.SERIOUS,
        "SELECT s.id, s.area, s.person FROM supplies_stop s JOIN supplies_portion p ON p.id = s.portion_id"
        f" JOIN supplies_menu u ON u.id = p.menu_id WHERE s.outcome = '' AND {HELD} AND p.lost_at IS NULL"
        " AND u.to_at < now() - interval '12 hours'",
        "supplies_points",
        "",
    ),
    Check(
        "supplies.piece_apart_from_rental",
        N_("租出的辅具没有对应的租用记录"),
        N_("不知道辅具在谁那里。请核对编号。"),
        Severity.SERIOUS,
        "SELECT i.id, i.area, NULL::uuid AS person FROM supplies_piece i"
        " LEFT JOIN supplies_rental e ON e.piece_id = i.id AND e.state = 'handed_over'"
        " WHERE i.state = 'out' AND e.id IS NULL",
        "supplies_points",
        "",
    ),
)
