"""The place of hotline in Django: the clauses that it runs."""

from django.apps import AppConfig

from chongyang.core.words import N_


class HotlineConfig(AppConfig):
    name = "chongyang.hotline"
    label = "hotline"

    def ready(self) -> None:
        from chongyang.core.integrity import checks as integrity
        from chongyang.hotline.integrity import CHECKS

        integrity("hotline", CHECKS)
        from chongyang.hotline import handlers  # noqa: F401 - registers what it hears

        self._register_papers()
        self._run_clauses()

    def _register_papers(self) -> None:
        from chongyang.core.lifecycles.hooks import on_step
        from chongyang.core.lifecycles.registry import register
        from chongyang.hotline.operations import complaints as steps
        from chongyang.hotline.rules import complaints, follow_ups, knowledge, orders

        for table in (
            complaints.complaint,
            follow_ups.follow_up,
            knowledge.article,
            orders.order_in,
            orders.order_out,
        ):
            register(table)
        on_step(complaints.COMPLAINT)(steps.follow_step)

    def _run_clauses(self) -> None:
        from chongyang.core.running import runs
        from chongyang.hotline import figures

        runs("2018-34/3.4.1", N_("12349 来电受理"), "seat", figures.calls_taken)
        runs("2018-34/3.4.1", N_("12349 咨询知识库"), "hotline_knowledge", figures.articles_published)
        runs("2018-34/3.7.1", N_("日常关爱电话"), "hotline_care", figures.care_calls_made)
