"""The place of purchase in Django."""

from django.apps import AppConfig


class PurchaseConfig(AppConfig):
    name = "chongyang.purchase"
    label = "purchase"

    def ready(self) -> None:
        from django.conf import settings

        from chongyang.purchase.rules.county import look_in

        look_in(settings.PURCHASE_RULES or None)
        from chongyang.core.hanging import hangs
        from chongyang.core.lifecycles.registry import register
        from chongyang.core.words import N_
        from chongyang.purchase.handlers import register_schemes
        from chongyang.purchase.queries import hanging
        from chongyang.purchase.rules import buying, flow

        register(flow.TABLE)
        register(buying.TABLE)
        register_schemes()
        hangs("purchase.entitlements", N_("居家服务券"), hanging.since, forbids=hanging.forbids)
