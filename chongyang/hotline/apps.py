"""The place of hotline in Django: the clauses that it runs."""

from django.apps import AppConfig

from chongyang.core.words import N_


class HotlineConfig(AppConfig):
    name = "chongyang.hotline"
    label = "hotline"

    def ready(self) -> None:
        self._run_clauses()

    def _run_clauses(self) -> None:
        from chongyang.core.running import runs
        from chongyang.hotline import figures

        runs("2018-34/3.4.1", N_("12349 来电受理"), "seat", figures.calls_taken)
