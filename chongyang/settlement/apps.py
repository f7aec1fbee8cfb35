"""The place of settlement in Django: its life cycle, checks, what it hears and what it runs."""

from django.apps import AppConfig


class SettlementConfig(AppConfig):
    name = "chongyang.settlement"
    label = "settlement"

    def ready(self) -> None:
        from chongyang.core.events import handles
        from chongyang.core.integrity import checks
        from chongyang.core.lifecycles.registry import register
        from chongyang.core.running import runs
        from chongyang.core.words import N_
        from chongyang.settlement.integrity import CHECKS
        from chongyang.settlement.operations import follow_paid
        from chongyang.settlement.rules import lifecycle

        register(lifecycle.statement)
        handles("treasury.payment.paid", "settlement.follow_paid")(follow_paid)
        checks("settlement", CHECKS)
        runs("2018-34/3.1.3", N_("政府购买服务按月结算"), "settlement")
