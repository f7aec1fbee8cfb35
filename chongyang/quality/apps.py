"""The place of quality in Django: checks, measures, what it runs and what hangs on people."""

from django.apps import AppConfig

from chongyang.core.words import N_


class QualityConfig(AppConfig):
    name = "chongyang.quality"
    label = "quality"

    def ready(self) -> None:
        from chongyang.core.integrity import checks
        from chongyang.core.measuring import measures
        from chongyang.quality.integrity import CHECKS
        from chongyang.quality.measuring import MEASURES

        checks("quality", CHECKS)
        measures("quality", MEASURES)
        self._run_clauses()
        self._spell_out()
        self._say_what_hangs()

    def _run_clauses(self) -> None:
        from chongyang.core.running import runs
        from chongyang.quality import figures

        for clause in ("2018-34/3.1.2", "2018-34/3.1.3"):
            runs(clause, N_("服务评价、回访和服务商得分"), "quality", figures.rated)

    def _spell_out(self) -> None:
        from chongyang.core.labels import spells
        from chongyang.quality import enums
        from chongyang.services.rules import catalogue

        items = {key: one.label for key, one in catalogue.items().items()}
        spells("quality.Rating", channel=enums.Channel, item=items)
        spells("quality.Sample", outcome=enums.SampleOutcome, item=items)

    def _say_what_hangs(self) -> None:
        from chongyang.core.hanging import hangs
        from chongyang.quality.operations import parting

        hangs("quality.ratings", N_("服务评价"), parting.ratings_since)
        hangs("quality.samples", N_("服务回访"), parting.samples_since)
