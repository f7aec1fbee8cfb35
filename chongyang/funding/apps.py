"""Funding in Django: its life cycles and what it hears."""

from django.apps import AppConfig


class FundingConfig(AppConfig):
    name = "chongyang.funding"
    label = "funding"

    def ready(self) -> None:
        from chongyang.core.events import handles
        from chongyang.core.lifecycles.registry import register
        from chongyang.funding import operations
        from chongyang.funding.rules import flows

        for flow in flows.load().flows.values():
            register(flow.table)
        handles("treasury.payment.paid", "funding.follow_paid")(operations.follow_paid)
        handles("treasury.payment.returned", "funding.follow_returned")(operations.follow_returned)
        from chongyang.core.queries.holdings import holds
        from chongyang.funding.queries import holding
        from chongyang.funding.spelling import spell_out

        holds("funding.Notice")(holding.notices_of_persons)
        holds("funding.Objection")(holding.objections_of_persons)

        spell_out()
