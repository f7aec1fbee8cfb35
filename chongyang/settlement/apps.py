"""The place of settlement in Django."""

from django.apps import AppConfig


class SettlementConfig(AppConfig):
    name = "chongyang.settlement"
    label = "settlement"
