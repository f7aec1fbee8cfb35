"""The place of groups in Django."""

from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "chongyang.groups"
    label = "groups"

    def ready(self) -> None:
        from chongyang.core.integrity import checks as integrity
        from chongyang.groups.integrity import CHECKS

        integrity("groups", CHECKS)
        from chongyang.core.events import handles
        from chongyang.core.lifecycles.registry import register
        from chongyang.groups.operations import following
        from chongyang.groups.rules.proposals import proposal

        register(proposal)
        handles("registry.elder.registered", "groups.classes_of_new")(following.follow_registration)
        handles("registry.elder.updated", "groups.follow_change")(following.follow_registration)
        handles("registry.elder.settled", "groups.follow_settled")(following.follow_registration)
        handles("registry.elder.status_changed", "groups.follow_life")(following.follow_life)
        handles("registry.contacts.set", "groups.follow_contacts")(following.follow_contacts)
        self._say_what_hangs()
        from chongyang.groups.spelling import spell_out

        spell_out()

    def _say_what_hangs(self) -> None:
        from chongyang.core.hanging import hangs
        from chongyang.groups.operations.parting import KINDS, give_of, since_of

        for name, kind in KINDS.items():
            hangs(f"groups.{name}", kind.label, since_of(name), give=give_of(name))
