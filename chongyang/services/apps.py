"""The place of services in Django."""

from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "chongyang.services"
    label = "services"
