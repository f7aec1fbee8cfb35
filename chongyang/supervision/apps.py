"""The place of supervision in Django."""

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "chongyang.supervision"
    label = "supervision"

    def ready(self) -> None:
        from chongyang.core.lifecycles.registry import register
        from chongyang.supervision.rules.tables import TABLES

        for table in TABLES:
            register(table)
        from chongyang.core.running import runs
        from chongyang.core.words import N_
        from chongyang.supervision.queries import figures, tallies
        from chongyang.supervision.rules import sources

        sources.tallies("reporting", tallies.reporting_of)
        sources.tallies("duties", tallies.duties_of)
        sources.tallies("projects", tallies.projects_of)
        for clause in ("2018-34/4.6", "2014-25/4.2", "2014-25/4.4"):
            runs(clause, N_("年度考核：计分、评分、申诉、名次和公布"), "results", figures.figure_of_results)
        runs("2018-34/4.5", N_("公众对条款的意见和答复"), "results_remarks", figures.figure_of_remarks)
