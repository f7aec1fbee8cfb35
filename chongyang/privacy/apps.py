"""The place of privacy in Django: its life cycles, and what is a look at a person."""

from django.apps import AppConfig

from chongyang.core.words import N_


class PrivacyConfig(AppConfig):
    name = "chongyang.privacy"
    label = "privacy"

    def ready(self) -> None:
        from chongyang.core.integrity import checks as integrity
        from chongyang.privacy.integrity import CHECKS

        integrity("privacy", CHECKS)
        from chongyang.core.lifecycles.hooks import on_step
        from chongyang.core.lifecycles.registry import register
        from chongyang.core.looks import looks
        from chongyang.privacy.operations import findings, glass
        from chongyang.privacy.rules import exports, retention, rights, unusual
        from chongyang.privacy.rules import glass as glass_rules

        for table in (
            unusual.finding,
            glass_rules.glass,
            rights.request,
            retention.destruction,
            exports.export,
        ):
            register(table)
        on_step(unusual.FINDING)(findings.follow_step)
        on_step(glass_rules.GLASS)(glass.follow_step)
        looks("privacy.glass.open", N_("应急调阅"))
        looks("privacy.copy.made", N_("制作个人信息副本"))
        from chongyang.core.queries.holdings import ages
        from chongyang.privacy.queries.destruction import steps_ended_before

        ages("core.Step")(steps_ended_before)
        from chongyang.privacy.rules.words import spell_out

        spell_out()
