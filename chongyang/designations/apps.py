"""The place of designations in Django: its life cycles, measures, handlers and the clauses that it runs."""

from django.apps import AppConfig


class DesignationsConfig(AppConfig):
    name = "chongyang.designations"
    label = "designations"

    def ready(self) -> None:
        from chongyang.core.events import handles
        from chongyang.core.lifecycles.registry import register
        from chongyang.core.measuring import measures
        from chongyang.designations import handlers
        from chongyang.designations.measuring import list_measures
        from chongyang.designations.queries.running import run_clauses
        from chongyang.designations.rules import flows, reviews
        from chongyang.designations.spelling import spell_out

        for table in flows.tables().values():
            register(table)
        register(reviews.table())
        measures("designations", list_measures())
        handles("designations.title.given", "designations.award")(handlers.follow_given)
        handles("designations.title.withdrawn", "designations.award_ends")(handlers.follow_withdrawn)
        for kind in ("projects.enterprise.listed", "projects.project.added", "projects.project.described"):
            handles(kind, "designations.holders")(handlers.follow_listed)
        spell_out()
        run_clauses()
