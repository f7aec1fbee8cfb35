"""Approvals in Django: the life cycles of its stages, its measures, and the clauses it runs."""

from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "chongyang.approvals"
    label = "approvals"

    def ready(self) -> None:
        from chongyang.approvals.measuring import MEASURES
        from chongyang.approvals.rules.tables import tables
        from chongyang.core.lifecycles.registry import register
        from chongyang.core.measuring import measures
        from chongyang.core.running import runs
        from chongyang.core.words import N_

        for table in tables().values():
            register(table)
        measures("approvals", MEASURES)
        runs("2018-34/3.8.4", N_("四阶段审批：一窗受理、并联办理、期限和结果"), "approvals_progress")
        runs("2018-34/3.8.5", N_("改造项目消防手续：免交材料和抄送"), "approvals_progress")
