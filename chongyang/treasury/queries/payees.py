"""Payees and accounts within reach."""

from uuid import UUID

from chongyang.core.scopes import Scope
from chongyang.treasury.models import Payee, PayeeAccount
from chongyang.treasury.queries.reaching import one_of


def access_payee(scope: Scope, payee: UUID) -> Payee:
    """A payee for somebody who reads money. Raises NotAllowed, NotFound; so does the other."""
    return one_of(Payee.objects.all(), scope, payee)


def access_account(scope: Scope, account: UUID) -> PayeeAccount:
    return one_of(PayeeAccount.objects.all(), scope, account)
