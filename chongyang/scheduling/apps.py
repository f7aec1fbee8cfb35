"""The place of scheduling in Django: its measures, its words, and the clauses that it runs."""

from django.apps import AppConfig

from chongyang.core.words import N_


class SchedulingConfig(AppConfig):
    name = "chongyang.scheduling"
    label = "scheduling"

    def ready(self) -> None:
        from chongyang.core.labels import spells
        from chongyang.core.measuring import measures
        from chongyang.core.running import runs
        from chongyang.scheduling import figures
        from chongyang.scheduling.enums import LeftWhy, PinWhy, PlanState
        from chongyang.scheduling.measuring import MEASURES

        measures("scheduling", MEASURES)
        spells("scheduling.DayPlan", state=PlanState)
        spells("scheduling.LeftOut", reason=LeftWhy)
        spells("scheduling.Pin", reason=PinWhy)
        for clause in ("2018-34/3.1.1", "2018-34/3.4.3"):
            runs(clause, N_("上门服务按天排班派工"), "dispatching", figures.planned)
