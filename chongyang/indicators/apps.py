"""The place of indicators in Django."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "chongyang.indicators"
    label = "indicators"

    def ready(self) -> None:
        from chongyang.core.integrity import checks as integrity
        from chongyang.indicators.integrity import CHECKS

        integrity("indicators", CHECKS)
        self._run_clauses()

    def _run_clauses(self) -> None:
        """Each clause that an indicator answers to; its values stand beside it on its page."""
        from chongyang.core.running import runs
        from chongyang.core.words import N_
        from chongyang.indicators.rules.definitions import clauses_answered

        for clause in clauses_answered():
            runs(clause, N_("指标：目标、今天的值和趋势"), "indicators")
