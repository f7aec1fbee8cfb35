"""The place of reporting in Django."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "chongyang.reporting"
    label = "reporting"
