"""The place of treasury in Django: its life cycles, checks and what hangs on a person."""

from django.apps import AppConfig


class TreasuryConfig(AppConfig):
    name = "chongyang.treasury"
    label = "treasury"

    def ready(self) -> None:
        from chongyang.core.measuring import measures
        from chongyang.treasury.measuring import MEASURES

        measures("treasury", MEASURES)
        from chongyang.core.hanging import hangs
        from chongyang.core.integrity import checks
        from chongyang.core.lifecycles.registry import register
        from chongyang.core.words import N_
        from chongyang.treasury.integrity import CHECKS
        from chongyang.treasury.integrity_payments import PAYMENTS
        from chongyang.treasury.operations import parting
        from chongyang.treasury.rules import lifecycles

        checks("treasury", (*CHECKS, *PAYMENTS))
        hangs("treasury.orders", N_("付款"), parting.orders_since, give=parting.give_order)

        for table in (lifecycles.batch, lifecycles.allotment, lifecycles.repayment):
            register(table)
        from chongyang.treasury.spelling import spell_out

        spell_out()
