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
        from chongyang.core.ticking import ticks
        from chongyang.scheduling import figures, handlers
        from chongyang.scheduling.enums import JobState, LeftWhy, PinWhy, PlanState, RosterState
        from chongyang.scheduling.measuring import MEASURES

        measures("scheduling", MEASURES)
        spells("scheduling.DayPlan", state=PlanState)
        spells("scheduling.LeftOut", reason=LeftWhy)
        spells("scheduling.Pin", reason=PinWhy)
        spells("scheduling.PlanJob", state=JobState)
        spells("scheduling.Roster", state=RosterState)
        ticks("scheduling.plans")(handlers.plan_days)
        for clause in ("2018-34/3.1.1", "2018-34/3.4.3"):
            runs(clause, N_("上门服务按天排班派工"), "dispatching", figures.planned)
