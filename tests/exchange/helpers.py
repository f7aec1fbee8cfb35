"""A department with an agreement in force, and who proposes and decides."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.scopes import system_scope
from chongyang.exchange import operations
from chongyang.exchange.models import Agreement
from chongyang.registry import operations as registry
from chongyang.territory.enums import Role
from chongyang.territory.models import Organisation
from tests import factories

TODAY = timezone.localdate(now())
PURPOSE = "养老待遇资格核对"


def steward() -> Any:
    return factories.scope_of(factories.make_account(Role.DATA_STEWARD))


def reviewer() -> Any:
    return factories.scope_of(factories.make_account(Role.CITY_REVIEWER))


def department(key: str = "test.social-security") -> Organisation:
    told = {"name": "测试人社局", "short_name": "测试人社", "kind": "department", "area": 410100000000}
    return Organisation.objects.get_or_create(key=key, defaults={**told, "intervals": []})[0]


def terms(**columns: Any) -> operations.Terms:
    told: dict[str, Any] = {
        "code": "social-security",
        "name": "养老待遇核对",
        "organisation": department().key,
        "areas": ("410105",),
        "purposes": ((PURPOSE, "社会保险法 第七十四条"),),
        "basis": "statutory",
        "law": "社会保险法 第七十四条",
        "answer_kind": "fields",
        "fields": ("life_status", "county"),
        "changes": ("died", "moved_street", "moved_away", "registered"),
        "hour_limit": 20,
        "day_limit": 50,
        "batch_limit": 10,
        "contact": "信息科 0371-00000000",
        "signed_by": "副局长",
        "signed_on": TODAY,
        "valid_from": TODAY - timedelta(days=1),
        "valid_to": TODAY + timedelta(days=300),
    }
    return operations.Terms(**{**told, **columns})


def agreed(**columns: Any) -> tuple[Agreement, str]:
    """An agreement in force, and its key."""
    with enter(system_scope("test")):
        asks, decides = steward(), reviewer()
        row = operations.propose_agreement(terms=terms(**columns), scope=asks, by=asks.actor, now=now())
        operations.decide_agreement(
            agreement=row.id, is_accepted=True, reason="", scope=decides, by=decides.actor, now=now()
        )
        secret = operations.give_key(agreement=row.id, scope=asks, by=asks.actor, now=now())
        row.refresh_from_db()
    return row, secret


def born(years: int) -> date:
    return date(TODAY.year - years, 1, 1)


def agree(person: Any) -> None:
    """The person agrees, in writing, that what is registered of her is passed on."""
    told = {"basis": "consent", "text_version": "1", "channel": "paper", "given_by": "elder"}
    scope = system_scope("test")
    with enter(scope):
        registry.record_consent(
            elder=person.id, purpose="sharing", scope=scope, by=scope.actor, now=now(), **told
        )


def take_back(person: Any) -> None:
    scope = system_scope("test")
    with enter(scope):
        registry.withdraw_consent(elder=person.id, purpose="sharing", scope=scope, by=scope.actor, now=now())
