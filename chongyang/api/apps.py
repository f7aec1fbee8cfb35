"""The place of the JSON door in Django."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "chongyang.api"
    label = "api"
