"""The place of visits in Django."""

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "chongyang.visits"
    label = "visits"
