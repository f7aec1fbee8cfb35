"""The place of workforce in Django."""

from django.apps import AppConfig


class WorkforceConfig(AppConfig):
    name = "chongyang.workforce"
    label = "workforce"
