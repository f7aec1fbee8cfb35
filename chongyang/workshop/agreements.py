"""Agreements of the demo city with two departments: one in force with its questions, one that waits.

Through the operations of the room, in the name of demo accounts. Repeatable: what stands already stays.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.timezone import localdate

from chongyang.core.access import enter
from chongyang.core.identifiers import identity_check
from chongyang.core.operations.integrity import run_checks
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.exchange import operations
from chongyang.exchange.enums import Change, Field
from chongyang.exchange.models import Agreement
from chongyang.registry.models import Elder
from chongyang.territory import queries as territory
from chongyang.territory.models import ApiToken
from chongyang.workshop.papers import scope_of

STEWARD, REVIEWER = "data_steward", "city_reviewer"
PENSION, INSURANCE = "养老待遇资格核对（演示）", "医保参保状态核对（演示）"
ASKED, UNKNOWN = 24, 5
MOST_ELDERS = 100_000


def make_agreements(now: datetime) -> dict[str, int]:
    """How many agreements and questions were made."""
    steward, reviewer = scope_of(STEWARD, now), scope_of(REVIEWER, now)
    if not (steward and reviewer):
        return {}
    with enter(system_scope("agreements")):
        if Agreement.objects.exists():
            return {}
    held = _agree(steward, reviewer, now)
    with enter(steward):
        terms = _terms("medical-security", INSURANCE, "city.medical-security", now, fields=(), changes=())
        operations.propose_agreement(terms=terms, scope=steward, by=steward.actor, now=now)
    return {"agreements": 2, "questions": _ask(held, now)}


def _agree(steward: Scope, reviewer: Scope, now: datetime) -> Agreement:
    """Proposed by one, decided by another, with a key and a subscription that the department pulls."""
    fields = (Field.LIFE_STATUS.value, Field.STATUS_ON.value, Field.COUNTY.value)
    changes = (Change.DIED.value, Change.MOVED_AWAY.value, Change.ALIVE_AFTER_ALL.value)
    terms = _terms("human-resources", PENSION, "city.human-resources", now, fields, changes)
    with enter(steward):
        row = operations.propose_agreement(terms=terms, scope=steward, by=steward.actor, now=now)
    with enter(reviewer):
        operations.decide_agreement(
            agreement=row.id, is_accepted=True, reason="", scope=reviewer, by=reviewer.actor, now=now
        )
    with enter(steward):
        operations.give_key(agreement=row.id, scope=steward, by=steward.actor, now=now)
        operations.subscribe(agreement=row.id, url="", scope=steward, by=steward.actor, now=now)
        row.refresh_from_db()
    return row


def _terms(
    code: str,
    purpose: str,
    organisation: str,
    now: datetime,
    fields: tuple[str, ...],
    changes: tuple[str, ...],
) -> operations.Terms:
    today = localdate(now)
    return operations.Terms(
        code=code,
        name=purpose,
        organisation=organisation,
        areas=(territory.CITY,),
        purposes=((purpose, "演示用法律依据"),),
        basis="statutory",
        law="演示用法律依据，须由法制部门确认",
        answer_kind="fields" if fields else "yes_no",
        fields=fields,
        changes=changes,
        hour_limit=40,
        day_limit=200,
        batch_limit=40,
        contact="信息科值班岗（演示）",
        signed_by="分管副局长（演示）",
        signed_on=today,
        valid_from=today,
        valid_to=today + timedelta(days=365),
    )


def _ask(agreement: Agreement, now: datetime) -> int:
    """Some elders and some numbers of nobody, as the department's program would ask."""
    with enter(system_scope("agreements")):
        elders = Elder.objects.filter(identity_index__isnull=False, same_as=None).order_by("id")[:ASKED]
        people = [operations.Asked(elder.identity_number.plain) for elder in elders]
        token = ApiToken.objects.get(prefix=agreement.token_prefix)
    people += [operations.Asked(_nobody(number)) for number in range(UNKNOWN)]
    scope = _department(agreement.organisation, token.account_id)
    with enter(scope):
        operations.ask(
            token=token.id,
            purpose=PENSION,
            reference=f"DEMO-{now:%Y%m}",
            people=people,
            scope=scope,
            now=now,
        )
    return len(people)


def _nobody(number: int) -> str:
    """A number of a region that is none."""
    first17 = f"419999190001{number + 1:02d}001"
    return first17 + identity_check(first17)


def _department(organisation: UUID, account: UUID) -> Scope:
    actor = Actor("person", "api_client", account, "api_client", organisation)
    return Scope(intervals=(), actor=actor, organisation=organisation, role="api_client")


def check_demo(now: datetime) -> int:
    """One run of all checks, so that the desk of integrity says something; returns how many were asked.

    A city for benches is left to its own night.
    """
    with enter(system_scope("demo checks")):
        if Elder.objects.count() > MOST_ELDERS:
            return 0
    return run_checks(now=now).checks
