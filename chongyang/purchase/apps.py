"""The place of purchase in Django."""

from django.apps import AppConfig


class PurchaseConfig(AppConfig):
    name = "chongyang.purchase"
    label = "purchase"
