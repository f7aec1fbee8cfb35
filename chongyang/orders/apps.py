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

        register(lifecycle.order)
        on_step(lifecycle.ORDER)(taking.follow_step)
        self._hear()
        self._say_what_hangs()

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

        hangs("orders.orders", N_("上门服务订单"), parting.orders_since, give=parting.give_order)
        hangs("orders.plans", N_("周期服务计划"), parting.plans_since, give=parting.give_plan)
