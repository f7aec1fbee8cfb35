"""The place of duties in Django: its life cycles, its words, what it counts, and which clauses it runs."""

from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "chongyang.duties"
    label = "duties"

    def ready(self) -> None:
        from chongyang.core.lifecycles.registry import register
        from chongyang.core.measuring import measures
        from chongyang.core.running import runs
        from chongyang.core.words import N_
        from chongyang.duties.measuring import MEASURES
        from chongyang.duties.queries.clauses import figure_of
        from chongyang.duties.rules import lifecycles
        from chongyang.duties.rules.items import load_items
        from chongyang.duties.spelling import spell_out

        measures("duties", MEASURES)
        register(lifecycles.run)
        register(lifecycles.letter)
        spell_out()
        for clause in dict.fromkeys(item.clause for item in load_items()):
            runs(clause, N_("任务台账"), "duties", figure_of(clause))
