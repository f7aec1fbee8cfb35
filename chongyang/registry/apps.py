"""The place of registry in Django."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "chongyang.registry"
    label = "registry"

    def ready(self) -> None:
        from chongyang.core.counting import counts
        from chongyang.registry.queries import count_people

        counts("registry", count_people)
