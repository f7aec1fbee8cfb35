"""The place of supplies in Django."""

from django.apps import AppConfig


class SuppliesConfig(AppConfig):
    name = "chongyang.supplies"
    label = "supplies"
