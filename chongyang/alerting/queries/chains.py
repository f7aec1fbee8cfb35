"""Chains and their versions: public within the house, no person in them."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from chongyang.alerting.enums import StepKind
from chongyang.alerting.models import Chain, ChainVersion, Rota
from chongyang.alerting.queries.channels import working_channels
from chongyang.alerting.queries.errors import NotFound
from chongyang.alerting.rules.steps import Fault, faults_of
from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.territory.enums import Role
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

ROLES = frozenset(role.value for role in Role)
ROTA_NOT_ACTIVE = N_("此排班不存在或尚未启用")
PERSON_SILENT = N_("此人没有可用的联系方式")


def list_chains(scope: Scope) -> list[Chain]:
    """All chains, each with its active version as `active` (or None); raises NotAllowed."""
    demand(scope, Can.READ_ESCALATION)
    chains = list(Chain.objects.order_by("code"))
    active = {row.chain_id: row for row in ChainVersion.objects.filter(state="active").order_by("id")}
    for chain in chains:
        chain.active = active.get(chain.id)  # type: ignore[attr-defined]
    return chains


def get_chain(scope: Scope, code: str) -> Chain:
    """One chain; raises NotAllowed, NotFound."""
    demand(scope, Can.READ_ESCALATION)
    chain = Chain.objects.filter(code=code).first()
    if chain is None:
        raise NotFound(code)
    return chain


def list_versions(scope: Scope, chain: Chain) -> list[ChainVersion]:
    """The newest first."""
    demand(scope, Can.READ_ESCALATION)
    return list(chain.versions.order_by("-number"))


def access_version(scope: Scope, version: UUID) -> ChainVersion:
    """One version with its chain; raises NotAllowed, NotFound."""
    demand(scope, Can.READ_ESCALATION)
    row = ChainVersion.objects.filter(id=version).select_related("chain").first()
    if row is None:
        raise NotFound(str(version))
    return row


def faults_of_version(version: ChainVersion, now: datetime) -> list[Fault]:
    """Everything that prevents activation: the rules, and whom the steps name. In the system's scope."""
    faults = faults_of(version.steps, ROLES)
    return faults or list(_dead_ends(version))


def _dead_ends(version: ChainVersion) -> Iterator[Fault]:
    for number, step in enumerate(version.steps, 1):
        if step["kind"] == StepKind.ROTA and not _is_active(step["rota"]):
            yield Fault(number, ROTA_NOT_ACTIVE)
        if step["kind"] == StepKind.PERSON and not working_channels([UUID(step["account"])]):
            yield Fault(number, PERSON_SILENT)


def _is_active(rota: str) -> bool:
    return Rota.objects.filter(code=rota, state="active").exists()
