"""The place of territory in Django."""

from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "chongyang.territory"
    label = "territory"

    def ready(self) -> None:
        from chongyang.territory import checks  # noqa: F401 - registers them
