"""Not found, the provider of the one who asks, and what speaks against a judge."""

from datetime import datetime
from uuid import UUID

from chongyang.core import access
from chongyang.core.words import N_
from chongyang.services.enums import ProviderState
from chongyang.services.models import ServiceProvider
from chongyang.territory import queries as territory

OWN_PROVIDER = N_("您在这家服务商任职，不能办理它的事项。")


class NotFound(access.OutOfReach):
    """There is no such row, or it is not within reach: the two are told apart to nobody."""


def provider_of(organisation: UUID | None) -> ServiceProvider | None:
    """The provider on the list that an organisation is."""
    return ServiceProvider.objects.filter(organisation=organisation).first() if organisation else None


def access_provider(provider: UUID) -> ServiceProvider:
    """One of the public list. Raises NotFound."""
    row = ServiceProvider.objects.filter(id=provider).first()
    if row is None:
        raise NotFound(str(provider))
    return row


def too_near(organisation: UUID, account: UUID | None, now: datetime) -> str:
    """Why an account must not judge a provider; empty where nothing speaks against it. System scope."""
    if account is None:
        return ""
    held = {post.organisation_id for post in territory.list_posts(account, now)}
    return OWN_PROVIDER if organisation in held else ""


def code_taken(credit_code: str, *, but: UUID) -> bool:
    """Whether another organisation stands on the list under this credit code."""
    rows = ServiceProvider.objects.filter(credit_code=credit_code).exclude(organisation=but)
    return bool(credit_code) and rows.exclude(state=ProviderState.EXITED).exists()
