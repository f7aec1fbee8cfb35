"""The place of scenarios in Django."""

from django.apps import AppConfig


class ScenariosConfig(AppConfig):
    name = "chongyang.scenarios"
    label = "scenarios"
