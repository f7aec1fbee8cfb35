"""The place of treasury in Django."""

from django.apps import AppConfig


class TreasuryConfig(AppConfig):
    name = "chongyang.treasury"
    label = "treasury"
