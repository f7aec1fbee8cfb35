"""The place of scheduling in Django."""

from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    name = "chongyang.scheduling"
    label = "scheduling"
