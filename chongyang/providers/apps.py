"""The place of providers in Django."""

from django.apps import AppConfig


class ProvidersConfig(AppConfig):
    name = "chongyang.providers"
    label = "providers"
