"""The place of registry in Django."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "chongyang.registry"
    label = "registry"

    def ready(self) -> None:
        from chongyang.core.measuring import measures
        from chongyang.registry.measuring import MEASURES

        measures("registry", MEASURES)
        from chongyang.core.counting import BY_COMMUNITY, counts
        from chongyang.core.events import handles
        from chongyang.core.integrity import checks, prepares
        from chongyang.core.looks import looks
        from chongyang.registry import operations
        from chongyang.registry.enums import LOOKS
        from chongyang.registry.operations.readouts import refresh_readouts
        from chongyang.registry.queries import count_communities, count_people
        from chongyang.registry.queries.integrity import CHECKS
        from chongyang.registry.queries.integrity_around import AROUND
        from chongyang.registry.queries.integrity_living import LIVING

        counts("registry", count_people)
        counts(BY_COMMUNITY, count_communities)
        checks("registry", (*CHECKS, *AROUND, *LIVING))
        prepares("registry", refresh_readouts)
        handles("territory.account.closed", "registry.end_mandates")(operations.follow_closed_account)
        for kind, label in LOOKS.items():
            looks(kind, label)
        self._say_what_hangs()

    def _say_what_hangs(self) -> None:
        from chongyang.core.hanging import hangs
        from chongyang.core.words import N_
        from chongyang.registry.operations.parting import give_of, since_of

        for kind, label in (
            ("contacts", N_("联系人")),
            ("consents", N_("同意")),
            ("mandates", N_("委托")),
        ):
            hangs(f"registry.{kind}", label, since_of(kind), give=give_of(kind))
