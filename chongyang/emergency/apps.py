"""The place of emergency in Django: its life cycles, what follows their steps, the clauses that it runs."""

from django.apps import AppConfig

from chongyang.core.words import N_


class EmergencyConfig(AppConfig):
    name = "chongyang.emergency"
    label = "emergency"

    def ready(self) -> None:
        from chongyang.core.measuring import measures
        from chongyang.emergency.measuring import MEASURES

        measures("emergency", MEASURES)
        from chongyang.core.integrity import checks as integrity
        from chongyang.emergency.integrity import CHECKS

        integrity("emergency", CHECKS)
        from chongyang.core.events import handles
        from chongyang.core.lifecycles.hooks import on_step
        from chongyang.core.lifecycles.registry import register
        from chongyang.emergency.operations import alerts, escalating, joining, sending, steps, times
        from chongyang.emergency.rules import lifecycle
        from chongyang.emergency.schemes import register_schemes

        register_schemes()
        for table in (lifecycle.incident_1, lifecycle.dispatch_1, lifecycle.incident, lifecycle.dispatch):
            register(table)
        on_step(lifecycle.INCIDENT)(steps.follow_step)
        on_step(lifecycle.INCIDENT)(times.follow_step)
        on_step(lifecycle.INCIDENT, "re_offer")(sending.offer_next)
        on_step(lifecycle.DISPATCH)(sending.follow_dispatch)
        handles("telecare.alert.raised", "emergency.alert_raised")(alerts.follow_raised)
        handles("telecare.alert.escalated", "emergency.alert_escalated")(alerts.follow_escalated)
        handles("emergency.incident.close", "emergency.alerts_closed")(alerts.follow_closed)
        handles("registry.double.linked", "emergency.double_linked")(joining.follow_link)
        on_step(lifecycle.INCIDENT)(escalating.follow_incident)
        handles("alerting.step.taken", "emergency.step_taken")(escalating.follow_chain)
        self._name_looks()
        self._run_clauses()
        self._say_what_hangs()
        from chongyang.emergency.spelling import spell_out

        spell_out()

    def _name_looks(self) -> None:
        from chongyang.core.looks import looks

        looks("emergency.caller.revealed", N_("显示来电号码"))
        looks("emergency.report.revealed", N_("显示邻里报告的内容"))

    def _run_clauses(self) -> None:
        from chongyang.core.counting import counts
        from chongyang.core.running import runs
        from chongyang.emergency import figures, queries

        runs("2018-34/3.4.3", N_("紧急呼叫与应急救援：响应台账"), "ledger", figures.press_to_door)
        counts("emergency", queries.count_to_door)

    def _say_what_hangs(self) -> None:
        from chongyang.core.hanging import hangs
        from chongyang.emergency.operations import parting

        hangs(
            "emergency.incidents",
            N_("求助"),
            parting.incidents_since,
            give=parting.give_incident,
            forbids=parting.both_open,
        )
