"""By what each person can be reached, and who cannot."""

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from chongyang.alerting.models import Channel, ProofRound
from chongyang.alerting.queries.errors import NotFound
from chongyang.core.access import visible
from chongyang.core.scopes import Scope
from chongyang.providers import queries as providers
from chongyang.registry.queries import reaching as registry
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

PAGE = 100


def working_channels(accounts: Iterable[UUID]) -> dict[UUID, list[str]]:
    """The kinds of channels of each account that are not known to be broken."""
    rows = Channel.objects.filter(account__in=set(accounts)).exclude(is_working=False)
    found: dict[UUID, list[str]] = {}
    for account, kind in rows.order_by("account", "kind").values_list("account", "kind"):
        if account:
            found.setdefault(account, []).append(kind)
    return found


def channel_address(account: UUID, kind: str) -> str:
    """The plain address of an account's channel; for the sender alone."""
    row = Channel.objects.filter(account=account, kind=kind).first()
    return str(row.address.plain) if row else ""


def address_of_channel(channel: Channel) -> str:
    """The plain address of any channel; for the sender alone."""
    if channel.contact:
        return registry.contact_phone(channel.contact)
    if channel.responder:
        return providers.responder_phone(channel.responder)
    return str(channel.address.plain)


def access_channel(scope: Scope, channel: UUID) -> Channel:
    """One channel within reach; raises NotAllowed, NotFound."""
    demand(scope, Can.PROVE_REACH)
    row = visible(Channel.objects.filter(id=channel), scope).first()
    if row is None:
        raise NotFound(str(channel))
    return row


def list_unreachable(
    scope: Scope, *, area: tuple[int, int] | None = None, after: UUID | None = None, limit: int = PAGE
) -> list[Channel]:
    """Channels whose last test failed, within reach, in the order of their keys; raises NotAllowed."""
    demand(scope, Can.PROVE_REACH)
    rows = visible(Channel.objects.filter(is_working=False), scope)
    if area:
        rows = rows.filter(area__range=area)
    if after:
        rows = rows.filter(id__gt=after)
    return list(rows.order_by("id")[:limit])


def count_by_result(scope: Scope, area: tuple[int, int] | None = None) -> dict[str, int]:
    """How many channels within reach are proved, broken, not yet tested; raises NotAllowed."""
    demand(scope, Can.PROVE_REACH)
    rows = visible(Channel.objects.filter(Q(account=None)), scope)
    if area:
        rows = rows.filter(area__range=area)
    words = {True: "working", False: "broken", None: "untested"}
    return dict(Counter(words[value] for value in rows.order_by("id").values_list("is_working", flat=True)))


def proving_rounds() -> list[ProofRound]:
    """The last rounds, newest first; in the system's scope."""
    return list(ProofRound.objects.order_by("-started_at", "id")[:6])
