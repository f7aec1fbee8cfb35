"""Payees and accounts within reach."""

from uuid import UUID

from chongyang.core import access
from chongyang.core.scopes import Scope
from chongyang.treasury import permissions
from chongyang.treasury.models import Payee, PayeeAccount


class NotFound(LookupError):
    """Not there, or not within reach: the same answer."""


def access_payee(scope: Scope, payee: UUID) -> Payee:
    """A payee for somebody who reads money. Raises NotAllowed, NotFound."""
    permissions.demand_read(scope)
    row = access.visible(Payee.objects.filter(id=payee), scope).first()
    if row is None:
        raise NotFound(str(payee))
    return row


def access_account(scope: Scope, account: UUID) -> PayeeAccount:
    """An account of a payee. Raises NotAllowed, NotFound."""
    permissions.demand_read(scope)
    row = access.visible(PayeeAccount.objects.filter(id=account), scope).first()
    if row is None:
        raise NotFound(str(account))
    return row
