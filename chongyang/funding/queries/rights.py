"""By what right somebody acts for an elder, and who is too near to an application to judge it."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from chongyang.core import access
from chongyang.core.scopes import Scope, system_scope
from chongyang.core.words import N_
from chongyang.funding.enums import Channel
from chongyang.funding.models import Application
from chongyang.funding.rules.entitled import HELPER, OWN
from chongyang.providers.models import Responder
from chongyang.registry import queries as registry
from chongyang.registry.models import Mandate
from chongyang.registry.queries.clusters import clusters_of
from chongyang.registry.rules.mandates import Allow, Basis
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role
from chongyang.territory.rules.capabilities import BY_MANDATE

NO_MANDATE = N_("您没有这位老人的有效委托（代办待遇申请），或委托已到期、撤销。请先办理委托。")
APPLICANTS_ORGANISATION = N_("申请单位是您任职的单位，请由其他单位的人办理。")
APPLICANTS_HELPER = N_("您是申请人本人或代办过老人事务的人，不能审核这件申请。")


class NoRight(Exception):
    """The account may not act for this person now; `reason` is Chinese source text."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def right_over(scope: Scope, person: UUID, now: datetime) -> tuple[Channel, UUID | None]:
    """How the account acts for an elder: her own account, a mandate that allows it, or at the desk of her
    area.

    Raises NoRight, or NotFound of the registry for a clerk of elsewhere.
    """
    if scope.role not in {role.value for role in BY_MANDATE}:
        registry.access_elder(scope, person)
        return Channel.DESK, None
    account = scope.actor.account
    if account is None:
        raise NoRight(NO_MANDATE)
    with access.enter(system_scope("own mandates", actor=scope.actor)):
        held = _open_mandates(now).filter(account=account, person__in=registry.get_cluster(person))
        for mandate in held.order_by("valid_from", "id"):
            if mandate.basis == Basis.OWN_ACCOUNT:
                return Channel.OWN, mandate.id
            if Allow.APPLY_BENEFITS.value in mandate.allows:
                return Channel.MANDATE, mandate.id
    raise NoRight(NO_MANDATE)


def own_side(scope: Scope) -> bool:
    """Whether the account asks for herself, or for those whom she acts for, and has no desk."""
    return scope.role in {Role.CARE_WORKER.value, *(role.value for role in BY_MANDATE)}


def payees_of(scope: Scope, now: datetime) -> dict[UUID, str]:
    """Whose benefits the account may see and ask for: herself (`own`), her carer's row, and those whose
    mandate allows it (`helper`), under all their files.
    """
    account = scope.actor.account
    if account is None or not own_side(scope):
        return {}
    with access.enter(system_scope("own mandates", actor=scope.actor)):
        if scope.role == Role.CARE_WORKER:
            carer = carer_of(account)
            return {carer.id: OWN} if carer else {}
        held = _open_mandates(now).filter(account=account)
        rights = held.filter(Q(basis=Basis.OWN_ACCOUNT) | Q(allows__contains=[Allow.APPLY_BENEFITS.value]))
        by_person = dict(rights.order_by("-valid_from", "id").values_list("person", "basis"))
        clusters = clusters_of(list(by_person))
        ways = {person: OWN if by == Basis.OWN_ACCOUNT else HELPER for person, by in by_person.items()}
        return {file: ways[person] for person, files in clusters.items() for file in files}


def own_account_of(person: UUID, now: datetime) -> UUID | None:
    """The elder's own account, if she has one; in the system's scope."""
    rows = _open_mandates(now).filter(person__in=registry.get_cluster(person), basis=Basis.OWN_ACCOUNT.value)
    return rows.order_by("valid_from", "id").values_list("account", flat=True).first()


def _open_mandates(now: datetime) -> QuerySet[Mandate]:
    return Mandate.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=now), revoked_at=None, valid_from__lte=now
    )


def carer_of(account: UUID | None) -> Responder | None:
    """The care worker whom an account stands for; in the system's scope."""
    return Responder.objects.filter(account=account, account__isnull=False).first()


def is_near(person: UUID | None, carer: UUID | None, account: UUID | None) -> bool:
    """Whether the account is the person, the carer, or ever acted for the person. In the system's scope."""
    if account is None:
        return False
    if person and registry.is_own_or_helper(account, registry.get_cluster(person)):
        return True
    return bool(carer and Responder.objects.filter(id=carer, account=account).exists())


def too_near(row: Application, account: UUID | None, now: datetime) -> str:
    """Why this account must not judge the application; empty where nothing speaks against it.

    In the system's scope: the reviewer's other posts and mandates lie in other areas.
    """
    if account is None:
        return ""
    if is_near(row.person, row.carer, account):
        return APPLICANTS_HELPER
    if row.organisation and any(
        post.organisation_id == row.organisation for post in territory.list_posts(account, now)
    ):
        return APPLICANTS_ORGANISATION
    return APPLICANTS_HELPER if row.asked_by == account else ""
