"""The place of territory in Django."""

from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "chongyang.territory"
    label = "territory"

    def ready(self) -> None:
        from chongyang.core.measuring import measures
        from chongyang.territory.measuring import MEASURES

        measures("territory", MEASURES)
        from chongyang.core.integrity import checks as integrity
        from chongyang.territory.integrity import CHECKS

        integrity("territory", CHECKS)
        from chongyang.territory import checks  # noqa: F401 - registers them
