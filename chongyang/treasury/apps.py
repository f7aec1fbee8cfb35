"""The place of treasury in Django: its life cycles, checks and what hangs on a person."""

from django.apps import AppConfig


class TreasuryConfig(AppConfig):
    name = "chongyang.treasury"
    label = "treasury"

    def ready(self) -> None:
        from chongyang.core.lifecycles.registry import register
        from chongyang.treasury.rules import lifecycles

        for table in (lifecycles.batch, lifecycles.allotment):
            register(table)
        from chongyang.treasury.spelling import spell_out

        spell_out()
