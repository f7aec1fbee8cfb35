"""The place of policy in Django."""

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "chongyang.policy"
    label = "policy"

    def ready(self) -> None:
        from django.conf import settings

        from chongyang.policy.rules.programmes import look_in

        look_in(settings.PROGRAMMES or None)
