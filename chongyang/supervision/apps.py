"""The place of supervision in Django."""

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "chongyang.supervision"
    label = "supervision"
