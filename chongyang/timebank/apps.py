"""The place of timebank in Django."""

from django.apps import AppConfig


class TimebankConfig(AppConfig):
    name = "chongyang.timebank"
    label = "timebank"
