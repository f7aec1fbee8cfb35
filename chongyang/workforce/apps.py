"""The place of workforce in Django."""

from django.apps import AppConfig


class WorkforceConfig(AppConfig):
    name = "chongyang.workforce"
    label = "workforce"

    def ready(self) -> None:
        from chongyang.core.labels import spells
        from chongyang.core.measuring import measures
        from chongyang.registry.enums import Sex
        from chongyang.roads.enums import Mode
        from chongyang.workforce.enums import AbsenceKind
        from chongyang.workforce.measuring import list_measures
        from chongyang.workforce.rules.skills import skills

        spells("workforce.Carer", sex=Sex, travel_mode=Mode)
        spells("workforce.Absence", kind=AbsenceKind)
        spells("workforce.Credential", skill={key: one.label for key, one in skills().items()})
        measures("workforce", list_measures())
