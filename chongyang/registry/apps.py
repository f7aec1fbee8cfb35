"""The place of registry in Django."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "chongyang.registry"
    label = "registry"

    def ready(self) -> None:
        from chongyang.core.counting import BY_COMMUNITY, counts
        from chongyang.core.events import handles
        from chongyang.core.integrity import checks, prepares
        from chongyang.registry import operations
        from chongyang.registry.operations.readouts import refresh_readouts
        from chongyang.registry.queries import count_communities, count_people
        from chongyang.registry.queries.integrity import CHECKS
        from chongyang.registry.queries.integrity_around import AROUND

        counts("registry", count_people)
        counts(BY_COMMUNITY, count_communities)
        checks("registry", (*CHECKS, *AROUND))
        prepares("registry", refresh_readouts)
        handles("territory.account.closed", "registry.end_mandates")(operations.follow_closed_account)
