"""The place of territory in Django."""

from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "chongyang.territory"
    label = "territory"
