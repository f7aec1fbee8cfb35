"""Loading a network beside those that are there, and making one active."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from chongyang.core import events
from chongyang.core.access import enter
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.roads import queries
from chongyang.roads.enums import Shift
from chongyang.roads.models import RoadNetwork, RoadPack
from chongyang.roads.rules import osm, tables
from chongyang.roads.rules.drafting import Draft
from chongyang.roads.rules.graph import Network
from chongyang.roads.rules.travel import load_travel
from chongyang.territory import queries as territory
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

NO_SOURCE = N_("请写明名称、数据来源和许可")
NO_ROADS = N_("文件中没有可用的路段")
TOO_WRONG = N_("有问题的路段太多，未保存")
UNKNOWN = N_("没有这个版本的路网")


class UnableToLoad(Exception):
    """The file is not kept; Chinese source text, with the report of what was read so far."""

    def __init__(self, reason: str, report: dict[str, Any] | None = None) -> None:
        super().__init__(reason)
        self.report = report or {}


@dataclass(frozen=True, slots=True)
class RoadFiles:
    """An OSM extract (`path` alone), or an edge table at `path` with its `nodes`."""

    path: Path
    nodes: Path | None = None
    shift: Shift = Shift.WGS84
    is_directed: bool = False

    def digest(self) -> str:
        """The same bytes read in the same way are the same network."""
        total = hashlib.sha256(f"{self.shift.value} {self.is_directed}".encode())
        for path in (self.path, self.nodes):
            if path:
                with path.open("rb") as file:
                    total.update(hashlib.file_digest(file, "sha256").digest())
        return total.hexdigest()

    def read(self) -> Draft:
        """Raises UnableToRead."""
        if self.nodes:
            held = self.nodes.read_bytes(), self.path.read_bytes()
            return tables.read_tables(*held, self.shift, self.is_directed)
        return osm.read_osm(self.path, self.shift)


@dataclass(frozen=True, slots=True)
class Named:
    """What a network is called and whose it is."""

    name: str
    source: str
    licence: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """The network, and whether it was new."""

    network: RoadNetwork
    is_new: bool
    report: dict[str, Any] = field(default_factory=dict)


def load_network(
    *, files: RoadFiles, named: Named, scope: Scope, by: Actor, now: datetime, activate: bool = True
) -> Loaded:
    """Read, check and keep a network beside the others; a file that is there already is not read again.

    Raises UnableToLoad, UnableToRead.
    """
    demand(scope, Can.ADMINISTER)
    if not (named.name.strip() and named.source.strip() and named.licence.strip()):
        raise UnableToLoad(NO_SOURCE)
    digest = files.digest()
    held = RoadNetwork.objects.filter(digest=digest).first()
    if held is None:
        network, report = _checked(files.read())
    with transaction.atomic(), enter(system_scope("load_roads", actor=by)):
        row = held or _keep(named, digest, files.shift, network, report, now)
        if held is None:
            _record("roads.network.loaded", row, by, now)
        if activate:
            _activate(row, by, now)
    return Loaded(row, held is None, row.report)


def activate(*, name: str, version: int, scope: Scope, by: Actor, now: datetime) -> RoadNetwork:
    """Reckon by this version from now on. Raises UnableToLoad."""
    demand(scope, Can.ADMINISTER)
    with transaction.atomic(), enter(system_scope("activate_roads", actor=by)):
        row = RoadNetwork.objects.filter(name=name, version=version).first()
        if row is None:
            raise UnableToLoad(UNKNOWN)
        _activate(row, by, now)
    return row


def _checked(draft: Draft) -> tuple[Network, dict[str, Any]]:
    network = draft.network()
    parts = network.parts().tolist()
    report = {
        "nodes": len(network.lon),
        "edges": draft.edges_read,
        "arcs": len(network.start),
        "faults": dict(draft.faults.counts),
        "places": draft.faults.places,
        "parts": len(parts),
        "outside_largest": sum(parts[1:]),
    }
    if not len(network.start):
        raise UnableToLoad(NO_ROADS, report)
    if draft.faults.dropped > draft.edges_read * load_travel().refuse_share:
        raise UnableToLoad(TOO_WRONG, report)
    return network, report


def _keep(
    named: Named, digest: str, shift: Shift, network: Network, report: dict[str, Any], now: datetime
) -> RoadNetwork:
    last = RoadNetwork.objects.filter(name=named.name).order_by("-version").first()
    row = RoadNetwork.objects.create(
        name=named.name.strip(),
        version=last.version + 1 if last else 1,
        source=named.source.strip(),
        licence=named.licence.strip(),
        digest=digest,
        shift=shift.value,
        nodes=len(network.lon),
        arcs=len(network.start),
        report=report,
        loaded_at=now,
    )
    RoadPack.objects.create(network=row, data=network.pack())
    return row


def _activate(row: RoadNetwork, by: Actor, now: datetime) -> None:
    if row.is_active:
        return
    RoadNetwork.objects.filter(is_active=True).update(is_active=False)
    row.is_active = True
    row.save(update_fields=["is_active"])
    _record("roads.network.activated", row, by, now)
    transaction.on_commit(queries.forget)


def _record(kind: str, row: RoadNetwork, by: Actor, now: datetime) -> None:
    events.record(
        kind,
        by=by,
        now=now,
        area=territory.city_interval()[0],
        subject_type="roads.network",
        subject=row.id,
        payload={"name": row.name, "version": row.version, "nodes": row.nodes, "arcs": row.arcs},
    )
