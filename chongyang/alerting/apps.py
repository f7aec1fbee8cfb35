"""The place of alerting in Django."""

from django.apps import AppConfig


class AlertingConfig(AppConfig):
    name = "chongyang.alerting"
    label = "alerting"
