"""The place of services in Django: life cycles, measures and the clauses that it runs."""

from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "chongyang.services"
    label = "services"

    def ready(self) -> None:
        from chongyang.core.lifecycles.registry import register
        from chongyang.core.measuring import measures
        from chongyang.services.measuring import list_measures
        from chongyang.services.queries.running import run_clauses
        from chongyang.services.rules import flows
        from chongyang.services.spelling import spell_out

        register(flows.entry_table())
        register(flows.yearly_table())
        measures("services", list_measures())
        spell_out()
        run_clauses()
