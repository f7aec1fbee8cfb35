"""The place of registry in Django."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "chongyang.registry"
    label = "registry"
