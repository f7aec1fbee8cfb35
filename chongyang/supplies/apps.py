"""The place of supplies in Django: what follows an order, what it hears, checks and runs."""

from django.apps import AppConfig

from chongyang.core.words import N_


class SuppliesConfig(AppConfig):
    name = "chongyang.supplies"
    label = "supplies"

    def ready(self) -> None:
        from chongyang.claims.stops import scheme
        from chongyang.core.events import handles
        from chongyang.core.lifecycles.hooks import on_step
        from chongyang.orders.rules.lifecycle import ORDER
        from chongyang.supplies.operations import ending, goods, portions, standing

        scheme("supplies", N_("辅具租赁"), present=ending.would_stop, stop=ending.stop_all)
        for action in ("withdraw", "refuse", "expire"):
            on_step(ORDER, action)(portions.follow_gone)
            on_step(ORDER, action)(goods.follow_gone)
        handles("orders.plan.ended", "supplies.plan_ended")(standing.follow_end)
        self._say()

    def _say(self) -> None:
        from chongyang.core.integrity import checks
        from chongyang.core.measuring import measures
        from chongyang.core.running import runs
        from chongyang.supplies.figures import served_lately
        from chongyang.supplies.integrity import CHECKS
        from chongyang.supplies.measuring import MEASURES
        from chongyang.supplies.spelling import spell_out

        checks("supplies", CHECKS)
        measures("supplies", MEASURES)
        spell_out()
        runs("2018-34/3.4.3", N_("助餐：助餐点、菜单、订餐和送餐"), "supplies_points", served_lately)
        runs("2018-34/3.1.4", N_("助餐点和送餐路线"), "supplies_points", served_lately)
