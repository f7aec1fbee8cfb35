"""The place of exchange in Django: what of it is a look at a person."""

from django.apps import AppConfig

from chongyang.core.words import N_


class ExchangeConfig(AppConfig):
    name = "chongyang.exchange"
    label = "exchange"

    def ready(self) -> None:
        from chongyang.core.measuring import measures
        from chongyang.exchange.measuring import MEASURES

        measures("exchange", MEASURES)
        from chongyang.core.integrity import checks as integrity
        from chongyang.exchange.integrity import CHECKS

        integrity("exchange", CHECKS)
        from chongyang.core.looks import looks

        looks("exchange.question.answered", N_("部门按协议查询"))
