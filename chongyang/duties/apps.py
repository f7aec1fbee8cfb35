"""The place of duties in Django."""

from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "chongyang.duties"
    label = "duties"
