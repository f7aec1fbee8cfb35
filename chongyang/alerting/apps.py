"""The place of alerting in Django, and what the worker does for it."""

from django.apps import AppConfig

from chongyang.core.words import N_


class AlertingConfig(AppConfig):
    name = "chongyang.alerting"
    label = "alerting"

    def ready(self) -> None:
        from chongyang.alerting.measuring import MEASURES
        from chongyang.core.measuring import measures

        measures("alerting", MEASURES)
        from chongyang.alerting.integrity import CHECKS
        from chongyang.core.integrity import checks as integrity

        integrity("alerting", CHECKS)
        from chongyang.alerting import handlers
        from chongyang.alerting.operations import matters
        from chongyang.core.ticking import ticks

        matters.register()
        ticks("alerting")(handlers.tick)
        ticks("proving")(handlers.prove)
        self._follow()

    def _follow(self) -> None:
        from chongyang.alerting.operations import following
        from chongyang.core.events import handles
        from chongyang.core.hanging import hangs

        hangs("alerting.runs", N_("通知"), following.runs_since, give=following.give_run)
        handles("emergency.incident.given", "alerting.follow_incident")(following.follow_incident)
        handles("registry.contacts.given", "alerting.follow_contacts")(following.follow_contacts)
