"""What the payment desk shows: what waits, where a batch stands, who did a stage and who may do the next."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from chongyang.core import access
from chongyang.core.lifecycles import decide
from chongyang.core.lifecycles.table import Action
from chongyang.core.models import StageHolder, Step
from chongyang.core.scopes import Scope, system_scope
from chongyang.core.words import N_
from chongyang.treasury import permissions
from chongyang.treasury.models import (
    BankFile,
    Batch,
    BatchLine,
    PayeeAccount,
    PaymentOrder,
    ReturnFile,
    ReturnLine,
)
from chongyang.treasury.queries.batches import access_batch
from chongyang.treasury.rules import lifecycles

STAGES = (lifecycles.MAKING, lifecycles.CHECKING, lifecycles.RELEASE, lifecycles.RECONCILIATION)
NEXT = {"draft": 0, "submitted": 1, "approved": 2, "released": 3}
HELD_CASE = N_("批次中有您办理过环节的事项，请由另一人办理。")
HELD_STAGE = N_("您已办理过这个批次的另一环节，请由另一人办理。")
OWN_FILE = N_("回单由您上传，请由另一人对账。")
NO_FILE = N_("等待银行回单。")
HELD = """
SELECT EXISTS (SELECT FROM treasury_batchline l JOIN treasury_paymentorder o ON o.id = l.order_id
WHERE l.batch_id = %s AND o.held_by && %s::uuid[])
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Payments of a county and programme that are due or come; some lack a confirmed account."""

    area: int
    programme: str
    count: int
    fen: int
    without_account: int


def list_waiting(scope: Scope, today: date) -> list[Waiting]:
    """What could be put into a batch, by county and programme."""
    permissions.demand_read(scope)
    accounts = PayeeAccount.objects.filter(payee=OuterRef("payee"), confirmed_by__isnull=False)
    in_force = accounts.filter(Q(valid_to=None) | Q(valid_to__gt=today), valid_from__lte=today)
    rows = access.visible(PaymentOrder.objects.filter(state="planned", due_on__lte=today), scope)
    found = (
        rows.annotate(ready=Exists(in_force))
        .values_list("area", "programme")
        .annotate(
            count=Count("id"),
            fen=Sum("amount_fen") - Sum("set_off_fen"),
            lacking=Count("id", filter=Q(ready=False)),
        )
    )
    return [Waiting(*row) for row in found.order_by("area", "programme")]


def count_states(scope: Scope) -> dict[str, tuple[int, int]]:
    """Batches by state: how many, and fen."""
    permissions.demand_read(scope)
    rows = access.visible(Batch.objects.all(), scope).values_list("state")
    found = rows.annotate(count=Count("id"), fen=Sum("total_fen")).order_by("state")
    return {state: (count, fen) for state, count, fen in found}


def list_open_accounts(scope: Scope) -> QuerySet[PayeeAccount]:
    """Accounts that wait for a second person."""
    permissions.demand_read(scope)
    rows = PayeeAccount.objects.filter(confirmed_by=None, valid_to=None).select_related("payee")
    return access.visible(rows, scope).order_by("proposed_at", "id")


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the four: who holds it, since when, and whether it is the next to be done."""

    name: str
    label: str
    holders: tuple[UUID, ...]
    at: datetime | None
    is_next: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a batch stands: its stages, what the reader may do now, and why not where she may nothing."""

    batch: Batch
    stages: tuple[Stage, ...]
    steps: tuple[Step, ...]
    actions: tuple[Action, ...]
    why_not: str


def get_standing(scope: Scope, batch: UUID) -> Standing:
    """A batch with its stages for its page. Raises NotFound."""
    row = access_batch(scope, batch)
    with access.enter(system_scope("batch", actor=scope.actor)):
        holders = list(StageHolder.objects.filter(case=batch).order_by("at", "id"))
        steps = tuple(Step.objects.filter(case=batch).order_by("number"))
    following = NEXT.get(row.state)
    stages = tuple(_stage(name, holders, place == following) for place, name in enumerate(STAGES))
    actions, why = _mine(scope, row, {one.holder: one.stage for one in holders})
    return Standing(row, stages, steps, actions, why)


def _stage(name: str, holders: list[StageHolder], is_next: bool) -> Stage:
    held = [one for one in holders if one.stage == name]
    at = held[0].at if held else None
    return Stage(name, lifecycles.STAGE_WORDS[name], tuple(one.holder for one in held), at, is_next)


def _mine(scope: Scope, row: Batch, holders: dict[UUID, str]) -> tuple[tuple[Action, ...], str]:
    """The actions to offer to this reader, and the sentence where another person has to."""
    account = scope.actor.account
    doer = decide.Doer(account, frozenset([scope.role]))
    offered = decide.available(lifecycles.batch, row.state, doer)
    if not offered or account is None:
        return (), ""
    if is_held(row.id, [account]):
        return (), HELD_CASE
    own = holders.get(account)
    free = tuple(one for one in offered if own == one.stage or (own is None and one.name != "withdraw"))
    if not free:
        return (), HELD_STAGE
    return _reconciling(row, account, free)


def _reconciling(row: Batch, account: UUID, free: tuple[Action, ...]) -> tuple[tuple[Action, ...], str]:
    if row.state != "released":
        return free, ""
    files = ReturnFile.objects.filter(batch=row, reconciled_at=None).order_by("id")
    loaders = set(files.values_list("uploaded_by", flat=True))
    if not loaders:
        return (), NO_FILE
    return ((), OWN_FILE) if account in loaders else (free[:1], "")


def is_held(batch: UUID, persons: list[UUID]) -> bool:
    """Whether one of these persons held a stage of a case that is paid in the batch."""
    with connection.cursor() as cursor:
        cursor.execute(HELD, [batch, persons])
        return bool(cursor.fetchone()[0])


def list_lines(scope: Scope, batch: UUID) -> QuerySet[BatchLine]:
    """The payments of a batch in their order."""
    access_batch(scope, batch)
    rows = BatchLine.objects.filter(batch=batch).select_related("order")
    return access.visible(rows, scope).order_by("place", "id")


def list_bank_files(scope: Scope, batch: UUID) -> list[BankFile]:
    access_batch(scope, batch)
    return list(access.visible(BankFile.objects.filter(batch=batch), scope).order_by("-made_at", "-id"))


def list_return_files(scope: Scope, batch: UUID) -> list[ReturnFile]:
    access_batch(scope, batch)
    rows = access.visible(ReturnFile.objects.filter(batch=batch), scope)
    return list(rows.order_by("-uploaded_at", "-id"))


def list_odd_of(scope: Scope, batch: UUID) -> list[ReturnLine]:
    """Lines of a batch's return files that settle nothing, at most 200."""
    access_batch(scope, batch)
    rows = ReturnLine.objects.filter(file__batch=batch).exclude(outcome__in=("paid", "failed"))
    return list(access.visible(rows, scope).order_by("file__uploaded_at", "place", "id")[:200])
