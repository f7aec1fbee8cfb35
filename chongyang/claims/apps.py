"""The place of claims in Django: its life cycles, what it hears, what a death stops."""

from django.apps import AppConfig

from chongyang.core.words import N_


class ClaimsConfig(AppConfig):
    name = "chongyang.claims"
    label = "claims"

    def ready(self) -> None:
        from chongyang.claims.integrity import CHECKS
        from chongyang.core.integrity import checks as integrity

        integrity("claims", CHECKS)
        from chongyang.claims.operations import deaths, following
        from chongyang.claims.queries.holding import claims_of_persons
        from chongyang.claims.rules import contests
        from chongyang.claims.schemes import register_schemes
        from chongyang.claims.tasks import Watch
        from chongyang.core.events import handles
        from chongyang.core.lifecycles.hooks import on_step
        from chongyang.core.lifecycles.registry import register
        from chongyang.core.looks import looks
        from chongyang.core.queries.holdings import holds
        from chongyang.core.ticking import ticks

        register(contests.contest)
        register(contests.stop)
        on_step(contests.STOP)(deaths.follow_stop)
        handles("claims.run.done", "claims.settle_run")(following.follow_run)
        handles("registry.elder.updated", "claims.follow_file")(following.follow_file)
        handles("registry.elder.status_changed", "claims.follow_status")(following.follow_status)
        register_schemes()
        holds("claims.Claim")(claims_of_persons)
        looks("claims.claims.crossed", N_("查看部门来源，其中有外区的"))
        ticks("claims.feeds")(Watch())
        from chongyang.claims.spelling import spell_out

        spell_out()
