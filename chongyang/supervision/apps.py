"""The place of supervision in Django."""

from django.apps import AppConfig

from chongyang.core.words import N_

REPORTS = N_("季度和年度报告：目标、任务、项目和资金")


class SupervisionConfig(AppConfig):
    name = "chongyang.supervision"
    label = "supervision"

    def ready(self) -> None:
        from chongyang.core.lifecycles.registry import register
        from chongyang.supervision.rules.tables import TABLES

        for table in TABLES:
            register(table)
        from chongyang.core.running import runs
        from chongyang.supervision.queries import figures, open_data, reports, tallies
        from chongyang.supervision.rules import sources

        sources.tallies("reporting", tallies.reporting_of)
        sources.tallies("duties", tallies.duties_of)
        sources.tallies("projects", tallies.projects_of)
        for clause in ("2018-34/4.6", "2014-25/4.2", "2014-25/4.4"):
            runs(clause, N_("年度考核：计分、评分、申诉、名次和公布"), "results", figures.figure_of_results)
        runs("2018-34/4.6", REPORTS, "results_reports", reports.figure_of_reports)
        runs("2018-34/4.6", N_("开放数据和数据字典"), "results_data", open_data.figure_of_tables)
        runs("2018-34/4.5", N_("公众对条款的意见和答复"), "results_remarks", figures.figure_of_remarks)
