"""The place of visits in Django: what it lets be counted and checked, and the clauses that it runs."""

from django.apps import AppConfig

from chongyang.core.words import N_


class VisitsConfig(AppConfig):
    name = "chongyang.visits"
    label = "visits"

    def ready(self) -> None:
        from chongyang.core.integrity import checks
        from chongyang.core.measuring import measures
        from chongyang.visits.integrity import CHECKS
        from chongyang.visits.measuring import MEASURES
        from chongyang.visits.operations import codes
        from chongyang.visits.spelling import spell_out

        checks("visits", CHECKS)
        measures("visits", MEASURES)
        spell_out()
        codes.register()
        self._name_looks()
        self._run_clauses()
        self._say_what_hangs()

    def _name_looks(self) -> None:
        from chongyang.core.looks import looks

        looks("visits.day.opened", N_("上门前查看电话和住址"))
        looks("visits.picture.opened", N_("查看上门照片"))
        looks("visits.code.shown", N_("查看上门验证码"))
        looks("visits.visit.opened", N_("核实上门记录"))

    def _run_clauses(self) -> None:
        from chongyang.core.running import runs
        from chongyang.visits import figures

        for clause in ("2018-34/3.1.1", "2018-34/3.1.2", "2018-34/3.1.3", "2018-34/3.1.4"):
            runs(clause, N_("上门服务有据可查"), "carer_verify", figures.visits_made)
        runs("2018-34/3.4.3", N_("独居老人未按时上门报警"), "seat", figures.visits_missed)

    def _say_what_hangs(self) -> None:
        from chongyang.core.hanging import hangs
        from chongyang.visits.operations import parting

        hangs("visits.visits", N_("上门服务"), parting.visits_since)
