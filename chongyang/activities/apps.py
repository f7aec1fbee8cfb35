"""The place of activities in Django: the life cycle, what it hears, what it lets be counted."""

from django.apps import AppConfig

from chongyang.core.words import N_


class ActivitiesConfig(AppConfig):
    name = "chongyang.activities"
    label = "activities"

    def ready(self) -> None:
        from chongyang.activities.operations import following
        from chongyang.activities.rules import lifecycle
        from chongyang.activities.spelling import spell_out
        from chongyang.claims.stops import scheme
        from chongyang.core.events import handles
        from chongyang.core.hanging import hangs
        from chongyang.core.lifecycles.registry import register

        register(lifecycle.enrolment)
        scheme("activities", N_("课程和出游"), present=following.would_stop, stop=following.stop_all)
        handles("checkout.bill.paid", "activities.paid")(following.follow_paid)
        hangs(
            "activities.enrolments",
            N_("课程和出游报名"),
            following.enrolments_since,
            give=following.give_enrolment,
        )
        spell_out()
        self._count()

    def _count(self) -> None:
        from chongyang.activities.figures import offered
        from chongyang.activities.integrity import CHECKS
        from chongyang.activities.measuring import MEASURES
        from chongyang.core.integrity import checks
        from chongyang.core.measuring import measures
        from chongyang.core.running import runs

        checks("activities", CHECKS)
        measures("activities", MEASURES)
        runs("2018-34/3.1.1", N_("老年大学课程、文体活动和旅游线路"), "activities", offered)
