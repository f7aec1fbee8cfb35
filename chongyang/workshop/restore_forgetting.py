"""The drill's second question: does a restored backup forget again what was destroyed after its moment?

Before the backup somebody who died long ago gets a file; after the moment two persons sign and carry out its
destruction, which is written to a ledger in the drill's folder. The restored cluster knows her again, until
the ledger is replayed there.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from uuid import UUID

from django.test.utils import override_settings

from chongyang.core import clock
from chongyang.core.access import enter
from chongyang.core.keys import new_key
from chongyang.core.postgres import Server
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.privacy import operations
from chongyang.privacy.operations import ledger, replaying
from chongyang.registry.models import Elder
from chongyang.territory.enums import Role
from chongyang.workshop.databases import working_on

AREA = 410105001001
CITY = ((410100000000, 410199999999),)
NAME = "演练样本"
ROLE = Role.DATA_STEWARD.value


@contextmanager
def own_ledger(home: Path) -> Iterator[Path]:
    """The ledger of the drill alone: none of the city's is touched."""
    path = home / "destructions.jsonl"
    with override_settings(DESTRUCTION_LEDGER=path):
        yield path


def write_file(server: Server) -> UUID:
    """The file of somebody who died in 2010, which is nobody's."""
    with working_on(server.run_url), enter(system_scope("drill")):
        return Elder.objects.create(
            area=AREA,
            name=NAME,
            name_key="yan lian",
            sex="female",
            born_on=date(1920, 1, 1),
            life_status="dead",
            status_on=date(2010, 1, 1),
            status_evidence="told",
            source="street",
            sourced_on=date(2010, 1, 1),
        ).id


def destroy_file(server: Server) -> None:
    """One proposes, another approves and carries out, as at the desk."""
    first, second = _signer(), _signer()
    with working_on(server.run_url):
        with enter(first):
            row = operations.propose_destruction(record_class="file", scope=first, now=clock.now())
        with enter(second):
            operations.approve_destruction(key=row.id, scope=second, now=clock.now())
            operations.carry_out(key=row.id, scope=second, now=clock.now())
        ledger.write_ledger()


def _signer() -> Scope:
    actor = Actor(kind="person", label=ROLE, account=new_key(), role=ROLE)
    return Scope(intervals=CITY, actor=actor, role=ROLE)


def is_forgotten_again(restored: Server, person: UUID) -> bool:
    """Whether she was back after the restore, and is gone after the replay."""
    with working_on(restored.run_url):
        was_back = _name(person) == NAME
        replaying.replay_destructions(now=clock.now())
        return was_back and _name(person) != NAME and not ledger.missing_here()


def _name(person: UUID) -> str:
    with enter(system_scope("drill")):
        return Elder.objects.get(id=person).name
