"""Funding in Django: its life cycles and what it hears."""

from django.apps import AppConfig


class FundingConfig(AppConfig):
    name = "chongyang.funding"
    label = "funding"

    def ready(self) -> None:
        from chongyang.core.measuring import measures
        from chongyang.funding.measuring import MEASURES

        measures("funding", MEASURES)
        from chongyang.core.integrity import checks as integrity
        from chongyang.funding.integrity import CHECKS
        from chongyang.funding.integrity_months import RUNNING

        integrity("funding", (*CHECKS, *RUNNING))
        from chongyang.core.events import handles
        from chongyang.core.hanging import hangs
        from chongyang.core.lifecycles.registry import register
        from chongyang.core.words import N_
        from chongyang.funding import operations
        from chongyang.funding.operations import entitling, parting
        from chongyang.funding.rules import flows

        for flow in flows.load().flows.values():
            register(flow.table)
        from chongyang.core.ticking import ticks
        from chongyang.funding.handlers import order_months, register_schemes
        from chongyang.funding.rules import monthly

        register(monthly.table)
        ticks("funding.months")(order_months)
        from chongyang.funding.queries import hanging

        hangs("funding.awards", N_("按月发放的补贴"), hanging.since, forbids=hanging.forbids)
        register_schemes()
        handles("treasury.payment.paid", "funding.follow_paid")(operations.follow_paid)
        handles("treasury.payment.returned", "funding.follow_returned")(operations.follow_returned)
        for kind in entitling.FILE_CHANGES:
            handles(kind, f"funding.entitled.{kind}")(entitling.follow_file)
        for kind in entitling.APPLICATION_STEPS:
            handles(kind, f"funding.entitled.{kind}")(entitling.follow_application)
        from chongyang.core.queries.holdings import holds
        from chongyang.funding.queries import holding
        from chongyang.funding.spelling import spell_out

        holds("funding.Notice")(holding.notices_of_persons)
        holds("funding.Objection")(holding.objections_of_persons)

        spell_out()
        hangs(
            "funding.applications",
            N_("资金申请"),
            parting.applications_since,
            give=parting.give_application,
        )
