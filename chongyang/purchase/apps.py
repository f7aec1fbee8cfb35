"""The place of purchase in Django."""

from django.apps import AppConfig


class PurchaseConfig(AppConfig):
    name = "chongyang.purchase"
    label = "purchase"

    def ready(self) -> None:
        from django.conf import settings

        from chongyang.purchase.rules.county import look_in

        look_in(settings.PURCHASE_RULES or None)
