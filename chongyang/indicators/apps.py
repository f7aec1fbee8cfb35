"""The place of indicators in Django."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "chongyang.indicators"
    label = "indicators"
