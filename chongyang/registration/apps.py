"""The place of registration in Django: its life cycles, what it hears, counts and runs."""

from django.apps import AppConfig

from chongyang.core.words import N_


class RegistrationConfig(AppConfig):
    name = "chongyang.registration"
    label = "registration"

    def ready(self) -> None:
        from chongyang.core.integrity import checks as integrity
        from chongyang.registration.integrity import CHECKS

        integrity("registration", CHECKS)
        from chongyang.core.counting import counts
        from chongyang.core.events import handles
        from chongyang.core.lifecycles.registry import register
        from chongyang.core.running import runs
        from chongyang.registration import figures, operations
        from chongyang.registration.queries.progress import CLAUSE, count_registered
        from chongyang.registration.rules import lifecycles
        from chongyang.registry.rules.guards import guards

        for table in (lifecycles.change, lifecycles.hand_over, lifecycles.application):
            register(table)
        guards("registration.changes")(lifecycles.reason_against_writing)
        handles("registry.elder.updated", "registration.follow_area")(operations.follow_updated)
        counts("registration", count_registered)
        runs(CLAUSE, N_("入网登记"), "registration_progress", figures.registered)
        from chongyang.core.queries.holdings import holds
        from chongyang.registration.queries import holding

        holds("registration.Invitation")(holding.invitations_of_persons)
        holds("registration.InvitationTry")(holding.tries_of_persons)
        from chongyang.registration.spelling import spell_out

        spell_out()
        self._say_what_hangs()

    def _say_what_hangs(self) -> None:
        from chongyang.core.hanging import hangs
        from chongyang.registration.operations import parting

        hangs("registration.changes", N_("变更申请"), parting.changes_since, give=parting.give_change)
        hangs("registration.cards", N_("登记卡"), parting.cards_since, give=parting.give_card)
