"""The place of telecare in Django."""

from django.apps import AppConfig


class TelecareConfig(AppConfig):
    name = "chongyang.telecare"
    label = "telecare"
