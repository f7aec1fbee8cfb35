"""The place of workshop in Django."""

from django.apps import AppConfig


class WorkshopConfig(AppConfig):
    name = "chongyang.workshop"
    label = "workshop"
