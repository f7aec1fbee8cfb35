"""The place of alerting in Django, and what the worker does for it."""

from django.apps import AppConfig


class AlertingConfig(AppConfig):
    name = "chongyang.alerting"
    label = "alerting"

    def ready(self) -> None:
        from chongyang.alerting.integrity import CHECKS
        from chongyang.core.integrity import checks as integrity

        integrity("alerting", CHECKS)
        from chongyang.alerting import handlers
        from chongyang.alerting.operations import matters
        from chongyang.core.ticking import ticks

        matters.register()
        ticks("alerting")(handlers.tick)
        ticks("proving")(handlers.prove)
