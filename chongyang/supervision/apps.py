"""The place of supervision in Django."""

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "chongyang.supervision"
    label = "supervision"

    def ready(self) -> None:
        from chongyang.core.lifecycles.registry import register
        from chongyang.supervision.rules.tables import TABLES

        for table in TABLES:
            register(table)
