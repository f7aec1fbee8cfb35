"""Writes of territory: accounts, posts, grants of single persons."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from chongyang.core import events
from chongyang.core.access import enter
from chongyang.core.scopes import Actor, Interval, system_scope
from chongyang.territory.enums import Role
from chongyang.territory.models import Account, Grant, Organisation, Post


class UnableToOpenAccount(Exception):
    """The account cannot be opened; the text says why."""


@transaction.atomic
def open_account(
    *, username: str, display_name: str, password: str | None, by: Actor, now: datetime, is_demo: bool = False
) -> Account:
    """Open an account; without a password it cannot sign in until one is set."""
    if Account.objects.filter(username=username).exists():
        raise UnableToOpenAccount(f"the user name {username} is taken")
    account = Account(username=username, display_name=display_name, created_at=now, is_demo=is_demo)
    if password is None:
        account.set_unusable_password()
    else:
        account.set_password(password)
    account.save()
    return account


def choose_language(*, account: UUID, language: str) -> None:
    """The language in which an account reads; a matter of comfort, so without an event."""
    Account.objects.filter(id=account).update(language=language)


def remember_session(*, account: UUID, session_key: str) -> None:
    """The newest session of an account; with CHONGYANG_ONE_SESSION all others end."""
    Account.objects.filter(id=account).update(session_key=session_key)


def hold_sign_in(*, account: UUID) -> None:
    """Other sign-ins to this account wait until the running transaction ends, so a code is used once."""
    list(Account.objects.select_for_update(of=("self",)).filter(id=account).order_by("id").values_list("id"))


@transaction.atomic
def appoint(
    *,
    account: Account,
    role: Role,
    organisation: Organisation,
    by: Actor,
    now: datetime,
    intervals: Sequence[Interval] = (),
) -> Post:
    """Give an account a role in an organisation, narrowed to some of its areas if wished."""
    post = Post.objects.create(
        account=account,
        role=role.value,
        organisation=organisation,
        intervals=[list(pair) for pair in intervals],
        valid_from=now,
    )
    events.record(
        "territory.post.given",
        by=by,
        now=now,
        area=organisation.area,
        subject_type="post",
        subject=post.id,
        organisation=organisation.id,
        payload={"role": role.value, "account": str(account.id)},
    )
    return post


@transaction.atomic
def grant_person(
    *,
    account: UUID,
    person: UUID,
    area: int,
    purpose: str,
    source: str,
    reference: UUID,
    by: Actor,
    now: datetime,
    until: datetime | None = None,
) -> Grant:
    """Open one person's file to one account; the same reference opens it once.

    A sanctioned crossing: grants are the system's rows, written here in the actor's name.
    """
    with enter(system_scope("grant", actor=by)):
        return _grant(account, person, area, purpose, source, reference, by, now, until)


def _grant(
    account: UUID,
    person: UUID,
    area: int,
    purpose: str,
    source: str,
    reference: UUID,
    by: Actor,
    now: datetime,
    until: datetime | None,
) -> Grant:
    held = Grant.objects.filter(account_id=account, person=person, reference=reference, valid_to=None).first()
    if held:
        return held
    grant = Grant.objects.create(
        account_id=account,
        person=person,
        purpose=purpose,
        source=source,
        reference=reference,
        valid_from=now,
        valid_to=until,
    )
    _record_grant("territory.grant.opened", grant, area, by, now)
    return grant


@transaction.atomic
def end_grants(*, reference: UUID, area: int, by: Actor, now: datetime, account: UUID | None = None) -> int:
    """Close the files that were opened under a reference; returns how many."""
    with enter(system_scope("grant", actor=by)):
        rows = Grant.objects.filter(Q(valid_to=None) | Q(valid_to__gt=now), reference=reference)
        if account:
            rows = rows.filter(account_id=account)
        grants = list(rows.select_for_update(of=("self",)).order_by("id"))
        for grant in grants:
            grant.valid_to = now
            grant.save(update_fields=["valid_to"])
            _record_grant("territory.grant.ended", grant, area, by, now)
        return len(grants)


def _record_grant(kind: str, grant: Grant, area: int, by: Actor, now: datetime) -> None:
    events.record(
        kind,
        by=by,
        now=now,
        area=area,
        subject_type="grant",
        subject=grant.id,
        person=grant.person,
        purpose=grant.purpose,
        payload={"account": str(grant.account_id), "source": grant.source},
    )
