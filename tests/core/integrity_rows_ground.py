"""Bad rows of mandates, of the ground, and of territory."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import connection

from chongyang.core.clock import now
from chongyang.core.models import Case, Event, KeptCount, OutboxMessage, Step
from chongyang.registry.models import Mandate
from chongyang.territory.enums import Role
from chongyang.territory.models import (
    Account,
    ApiToken,
    Area,
    Grant,
    Organisation,
    Post,
)
from tests import factories
from tests.core.integrity_rows import GOOD_AREA, TODAY, bad, dead, good_elder

NEXT_DAY = TODAY + timedelta(days=2)


def ago(**parts: float) -> datetime:
    return now() - timedelta(**parts)


def mandate(**columns: object) -> Mandate:
    told: dict[str, object] = {"person": good_elder().id if "person" not in columns else None}
    told |= {"area": GOOD_AREA, "account": factories.make_account(Role.FAMILY).id, "basis": "elder"}
    told |= {"channel": "paper", "text_version": "1", "allows": ["read_file"], "given_at": ago(days=9)}
    told |= {"valid_from": ago(days=9), "valid_to": now() + timedelta(days=90)}
    return Mandate.objects.create(**{**told, **columns})


@bad("registry.mandate_of_dead")
def _() -> UUID:
    return mandate(person=dead().id).id


@bad("registry.mandate_of_nobody")
def _() -> UUID:
    return mandate(person=uuid4()).id


@bad("registry.mandate_out_of_step")
def _() -> UUID:
    return mandate(area=factories.ZHONGYUAN).id


@bad("registry.mandate_account_closed")
def _() -> UUID:
    account = factories.make_account(Role.FAMILY)
    Account.objects.filter(id=account.id).update(is_active=False)
    return mandate(account=account.id).id


def grant(**columns: object) -> Grant:
    told: dict[str, object] = {"person": good_elder().id, "purpose": "x", "source": "mandate"}
    told |= {"reference": uuid4(), "valid_from": ago(hours=3)}
    account = columns.pop("account", None) or factories.make_account(Role.FAMILY)
    return Grant.objects.create(account=account, **{**told, **columns})


@bad("registry.grant_without_mandate")
def _() -> UUID:
    return grant().id


def message(**columns: object) -> UUID:
    told: dict[str, object] = {"destination": "x", "key": str(uuid4()), "area": GOOD_AREA}
    told |= {"due_at": ago(hours=3), "created_at": ago(hours=3)}
    return OutboxMessage.objects.create(**{**told, **columns}).id


@bad("core.outbox_dead")
def _() -> UUID:
    return message(state="dead")


@bad("core.outbox_late")
def _() -> UUID:
    return message()


def event(**columns: object) -> UUID:
    told: dict[str, object] = {"kind": "test.thing.done", "at": now(), "actor_kind": "system"}
    told |= {"actor_label": "t", "area": GOOD_AREA, "subject_type": "t", "payload_digest": b"x"}
    return Event.objects.create(**{**told, **columns}).id


@bad("core.unsealed_events")
def _() -> UUID:
    return event(recorded_at=ago(hours=2))


@bad("core.event_of_future")
def _() -> UUID:
    return event(at=now() + timedelta(hours=2))


def case(**columns: object) -> Case:
    told: dict[str, object] = {"lifecycle": "t", "version": 1, "state": "open", "area": GOOD_AREA}
    told |= dict.fromkeys(("opened_at", "entered_at", "timed_from"), ago(hours=4))
    return Case.objects.create(**{**told, **columns})


def step(held: Case, target: str) -> None:
    told: dict[str, object] = {"action": "open", "actor_kind": "system", "actor_label": "t", "at": now()}
    Step.objects.create(case=held, number=1, target=target, area=held.area, **told)


@bad("core.case_timer_overdue")
def _() -> UUID:
    held = case(due_at=ago(hours=3))
    step(held, "open")
    return held.id


@bad("core.case_without_steps")
def _() -> UUID:
    return case().id


@bad("core.case_in_another_state")
def _() -> UUID:
    held = case()
    step(held, "closed")
    return held.id


@bad("core.counts_old")
def _() -> UUID:
    KeptCount.objects.create(kind="t.x", area=410105001000, value=1, counted_at=ago(hours=5))
    with connection.cursor() as cursor:
        cursor.execute("SELECT md5('t.x/410105001000')::uuid")
        return UUID(str(cursor.fetchone()[0]))


def ended(account: Account) -> Account:
    Post.objects.filter(account=account).update(valid_from=ago(days=2), valid_to=ago(days=1))
    return account


def closed(role: Role = Role.OPERATOR) -> Account:
    account = factories.make_account(role)
    Account.objects.filter(id=account.id).update(is_active=False)
    return account


@bad("territory.account_without_post")
def _() -> UUID:
    return ended(factories.make_operator()).id


@bad("territory.account_never_appointed")
def _() -> UUID:
    return Account.objects.create(username=f"a{uuid4().hex[:8]}", display_name="x", created_at=now()).id


@bad("territory.administrators_together")
def _() -> UUID:
    account = factories.make_account(Role.AUDITOR)
    other = Organisation.objects.order_by("key").last()
    Post.objects.create(account=account, role="operator", organisation=other, valid_from=ago(days=1))
    return account.id


@bad("territory.first_password_unused")
def _() -> UUID:
    account = factories.make_operator()
    Account.objects.filter(id=account.id).update(password_is_temporary=True, created_at=ago(days=20))
    return account.id


@bad("territory.closed_account_with_post")
def _() -> UUID:
    return closed().id


def organisation(**columns: object) -> Organisation:
    told: dict[str, object] = {"name": "测试机构", "short_name": "测试", "kind": "office", "area": GOOD_AREA}
    told |= {"key": f"t.{uuid4()}", "intervals": [[410105001000, 410105001999]]}
    return Organisation.objects.create(**{**told, **columns})


@bad("territory.post_of_ended_organisation")
def _() -> UUID:
    gone = organisation(valid_to=TODAY - timedelta(days=3))
    return Post.objects.get(account=factories.make_account(Role.STREET_CLERK, gone)).id


@bad("territory.post_outside_organisation")
def _() -> UUID:
    account = factories.make_account(Role.STREET_CLERK, organisation(), "410102")
    return Post.objects.get(account=account).id


@bad("territory.grant_of_closed_account")
def _() -> UUID:
    return grant(account=closed(Role.FAMILY)).id


@bad("territory.glass_open_too_long")
def _() -> UUID:
    return grant(source="break_glass", account=factories.make_operator()).id


def token(account: Account, **columns: object) -> UUID:
    told: dict[str, object] = {"label": "t", "prefix": uuid4().hex[:12], "digest": uuid4().bytes}
    told |= {"names": ["plan:read"], "created_at": ago(days=100), "valid_to": now() + timedelta(days=9)}
    post = Post.objects.get(account=account)
    return ApiToken.objects.create(account=account, post=post, **{**told, **columns}).id


@bad("territory.token_of_closed_account")
def _() -> UUID:
    return token(closed())


@bad("territory.token_unused")
def _() -> UUID:
    return token(factories.make_operator())


@bad("territory.organisation_without_successor")
def _() -> UUID:
    return organisation(valid_to=TODAY).id


@bad("territory.organisation_ends_before_it_begins")
def _() -> UUID:
    return organisation(valid_from=NEXT_DAY, valid_to=TODAY).id


def area(code: str, **columns: object) -> UUID:
    value = int(code.ljust(12, "0"))
    told: dict[str, object] = {"first": value, "last": value, "name": "x", "level": "community"}
    Area.objects.create(code=code, **{**told, **columns})
    with connection.cursor() as cursor:
        cursor.execute("SELECT md5(%s)::uuid", [code])
        return UUID(str(cursor.fetchone()[0]))


@bad("territory.area_outside_parent")
def _() -> UUID:
    return area("410102099099", parent_id="410105001")


@bad("territory.area_without_parent")
def _() -> UUID:
    return area("410102099098")
