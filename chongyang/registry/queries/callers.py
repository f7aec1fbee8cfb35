"""Who may be calling: elders with this number, elders whose contact has it. A number proves no person."""

from dataclasses import dataclass

from chongyang.core import access
from chongyang.core.fields import index_of
from chongyang.core.scopes import Scope
from chongyang.registry.models import Contact, Elder, SearchToken
from chongyang.registry.queries.elders import visible_elders
from chongyang.registry.rules import tokens

OWN = "self"


@dataclass(frozen=True, slots=True)
class Caller:
    """An elder, and what the number is to her: `self`, or the contact's relation with the contact's name."""

    elder: Elder
    relation: str
    contact: str = ""


def find_callers(scope: Scope, number: str, limit: int = 6) -> list[Caller]:
    """Elders whose own telephone it is first, then those whose contact's it is. By blind index alone."""
    index = index_of(number, "phone")
    token = tokens.number_token("phone", index)
    held = access.visible(SearchToken.objects.filter(token=token), scope).order_by("person", "token")
    own = visible_elders(scope).filter(id__in=held.values("person")).order_by("name_key", "id")[:limit]
    found = [Caller(elder, OWN) for elder in own]
    return [*found, *_by_contact(scope, index, limit)][:limit]


def _by_contact(scope: Scope, index: bytes, limit: int) -> list[Caller]:
    rows = access.visible(Contact.objects.filter(phone_index=index), scope).order_by("rank", "id")[:limit]
    elders = {row.id: row for row in visible_elders(scope).filter(id__in=[row.person for row in rows])}
    return [Caller(elders[row.person], row.relation, row.name) for row in rows if row.person in elders]
