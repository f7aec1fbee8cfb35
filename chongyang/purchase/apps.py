"""The place of purchase in Django."""

from django.apps import AppConfig


class PurchaseConfig(AppConfig):
    name = "chongyang.purchase"
    label = "purchase"

    def ready(self) -> None:
        from django.conf import settings

        from chongyang.purchase.rules.county import look_in

        look_in(settings.PURCHASE_RULES or None)
        from chongyang.core.hanging import hangs
        from chongyang.core.lifecycles.registry import register
        from chongyang.core.words import N_
        from chongyang.purchase.handlers import register_schemes
        from chongyang.purchase.queries import hanging
        from chongyang.purchase.rules import buying, flow

        register(flow.TABLE)
        register(buying.TABLE)
        register_schemes()
        from chongyang.core.integrity import checks
        from chongyang.core.measuring import measures
        from chongyang.core.queries.holdings import holds
        from chongyang.core.running import runs
        from chongyang.purchase.integrity import CHECKS
        from chongyang.purchase.measuring import list_measures
        from chongyang.purchase.queries import holding, running
        from chongyang.purchase.spelling import spell_out

        checks("purchase", CHECKS)
        measures("purchase", list_measures())
        holds("purchase.Notice")(holding.notices_of_persons)
        holds("purchase.Objection")(holding.objections_of_persons)
        spell_out()
        label = N_("政府购买居家服务：对象认定、服务券、标的和合同")
        runs("2018-34/3.1.3", label, "purchase", running.entitled_and_contracts)
        hangs("purchase.entitlements", N_("居家服务券"), hanging.since, forbids=hanging.forbids)
