"""The place of hotline in Django: the clauses that it runs."""

from django.apps import AppConfig

from chongyang.core.words import N_


class HotlineConfig(AppConfig):
    name = "chongyang.hotline"
    label = "hotline"

    def ready(self) -> None:
        from chongyang.core.measuring import measures
        from chongyang.hotline.measuring import MEASURES

        measures("hotline", MEASURES)
        from chongyang.core.integrity import checks as integrity
        from chongyang.hotline.integrity import CHECKS

        integrity("hotline", CHECKS)
        from chongyang.hotline import handlers  # noqa: F401 - registers what it hears
        from chongyang.hotline.schemes import register_schemes

        register_schemes()
        self._register_papers()
        self._name_looks()
        self._run_clauses()
        self._say_what_hangs()
        from chongyang.hotline.spelling import spell_out

        spell_out()

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

    def _name_looks(self) -> None:
        from chongyang.core.looks import looks

        looks("hotline.number.revealed", N_("显示来电号码"))
        looks("hotline.recording.opened", N_("调听通话录音"))
        looks("hotline.call.listened", N_("监听通话"))

    def _run_clauses(self) -> None:
        from chongyang.core.running import runs
        from chongyang.hotline import figures

        runs("2018-34/3.4.1", N_("12349 来电受理"), "seat", figures.calls_taken)
        runs("2018-34/3.4.1", N_("12349 咨询知识库"), "hotline_knowledge", figures.articles_published)
        runs("2018-34/3.7.1", N_("日常关爱电话"), "hotline_care", figures.care_calls_made)

    def _say_what_hangs(self) -> None:
        from chongyang.core.hanging import hangs
        from chongyang.hotline.operations import parting

        hangs("hotline.orders", N_("工单"), parting.orders_since, give=parting.give_order)
        hangs("hotline.complaints", N_("投诉"), parting.complaints_since, give=parting.give_complaint)
        hangs("hotline.calls", N_("通话"), parting.calls_since, give=parting.give_call)
        from chongyang.core.queries.holdings import leaving
        from chongyang.hotline.operations.talking import forget_recordings

        leaving("hotline.Call")(forget_recordings)
