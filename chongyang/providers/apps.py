"""The place of providers in Django."""

from django.apps import AppConfig


class ProvidersConfig(AppConfig):
    name = "chongyang.providers"
    label = "providers"

    def ready(self) -> None:
        from chongyang.core.measuring import measures
        from chongyang.providers.measuring import MEASURES

        measures("providers", MEASURES)
        from chongyang.core.integrity import checks as integrity
        from chongyang.providers.integrity import CHECKS

        integrity("providers", CHECKS)
        from chongyang.core.events import handles
        from chongyang.providers import operations

        handles("territory.account.closed", "providers.end_duty")(operations.follow_closed_account)
        handles("territory.post.ended", "providers.end_duty_of_post")(operations.follow_ended_post)
        from chongyang.core.queries.holdings import ages
        from chongyang.providers.queries import responders_left_before

        ages("providers.Responder")(responders_left_before)
