"""The place of reporting in Django."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "chongyang.reporting"
    label = "reporting"

    def ready(self) -> None:
        from chongyang.core.lifecycles.registry import register
        from chongyang.core.running import runs
        from chongyang.core.words import N_
        from chongyang.reporting.queries.overview import figure_of_handed_in
        from chongyang.reporting.rules import ways

        for table in ways.tables():
            register(table)
        for clause in ("2018-34/4.6", "2014-25/4.4"):
            runs(clause, N_("季度报表逐级填报、审核和锁定"), "reporting", figure_of_handed_in)
