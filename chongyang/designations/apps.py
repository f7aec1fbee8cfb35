"""The place of designations in Django."""

from django.apps import AppConfig


class DesignationsConfig(AppConfig):
    name = "chongyang.designations"
    label = "designations"
