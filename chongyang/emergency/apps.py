"""The place of emergency in Django."""

from django.apps import AppConfig


class EmergencyConfig(AppConfig):
    name = "chongyang.emergency"
    label = "emergency"

    def ready(self) -> None:
        from chongyang.core.lifecycles.registry import register
        from chongyang.emergency.rules import lifecycle

        register(lifecycle.incident)
        register(lifecycle.dispatch)
