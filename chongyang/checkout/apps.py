"""The place of checkout in Django: its checks, its messages out, and what hangs on a person."""

from django.apps import AppConfig


class CheckoutConfig(AppConfig):
    name = "chongyang.checkout"
    label = "checkout"

    def ready(self) -> None:
        from chongyang.checkout.integrity import CHECKS
        from chongyang.checkout.operations import following
        from chongyang.checkout.operations.parting import bills_since, give_bill
        from chongyang.checkout.operations.refunding import DESTINATION, send_refund
        from chongyang.checkout.spelling import spell_out
        from chongyang.core import outbox
        from chongyang.core.clock import now
        from chongyang.core.events import handles
        from chongyang.core.hanging import hangs
        from chongyang.core.integrity import checks
        from chongyang.core.running import runs
        from chongyang.core.words import N_

        outbox.delivers(DESTINATION)(lambda payload: send_refund(payload, now=now()))
        checks("checkout", CHECKS)
        hangs("checkout.bills", N_("服务账单"), bills_since, give=give_bill)
        spell_out()
        handles("orders.order.verify", "checkout.verified")(following.follow_verified)
        handles("orders.order.withdraw", "checkout.withdrawn")(following.follow_withdrawn)
        handles("orders.order.dispute", "checkout.disputed")(following.follow_disputed)
        runs("2018-34/3.1.3", N_("服务缴费、收据和退款"), "checkout")
