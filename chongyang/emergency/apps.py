"""The place of emergency in Django."""

from django.apps import AppConfig


class EmergencyConfig(AppConfig):
    name = "chongyang.emergency"
    label = "emergency"
