"""The place of orders in Django: the life cycle, what it hears, what it runs."""

from django.apps import AppConfig

from chongyang.core.words import N_


class OrdersConfig(AppConfig):
    name = "chongyang.orders"
    label = "orders"

    def ready(self) -> None:
        from chongyang.core.lifecycles.hooks import on_step
        from chongyang.core.lifecycles.registry import register
        from chongyang.orders.operations import taking
        from chongyang.orders.rules import lifecycle

        register(lifecycle.first)
        register(lifecycle.order)
        on_step(lifecycle.ORDER)(taking.follow_step)
        self._hear()
        self._say_what_hangs()
        self._count()

    def _hear(self) -> None:
        from chongyang.claims.stops import scheme
        from chongyang.core.events import handles
        from chongyang.orders.operations import ending

        scheme("orders", N_("上门服务"), present=ending.would_stop, stop=ending.stop_all)
        handles("telecare.away.said", "orders.away_said")(ending.follow_away)
        handles("telecare.away.ended", "orders.away_ended")(ending.follow_back)

    def _say_what_hangs(self) -> None:
        from chongyang.core.hanging import hangs
        from chongyang.orders.operations import parting
        from chongyang.orders.queries.sets import list_open_numbers
        from chongyang.services.rules.leaving import keeps_open

        keeps_open("orders.orders", N_("上门服务订单"), list_open_numbers)
        hangs("orders.orders", N_("上门服务订单"), parting.orders_since, give=parting.give_order)
        hangs("orders.plans", N_("周期服务计划"), parting.plans_since, give=parting.give_plan)

    def _count(self) -> None:
        from chongyang.core.integrity import checks
        from chongyang.core.measuring import measures
        from chongyang.core.running import runs
        from chongyang.orders.figures import helped_lately
        from chongyang.orders.integrity import CHECKS
        from chongyang.orders.measuring import MEASURES
        from chongyang.orders.spelling import spell_out

        checks("orders", CHECKS)
        measures("orders", MEASURES)
        spell_out()
        runs("2018-34/3.4.3", N_("上门服务预约：电话、网上或家人下单"), "ordering", helped_lately)
        runs("2018-34/3.1.4", N_("居家服务订单、周期计划和免费重做"), "ordering")
