"""Reading a file of device models, and a vendor's alarm code through its map."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from chongyang.telecare.enums import Coordinates, DeviceKind, Protocol, SignalKind

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "models.yaml"
FROM_READINGS = frozenset({SignalKind.VITAL, SignalKind.INACTIVE})
MEANINGS = frozenset(SignalKind) - FROM_READINGS - {SignalKind.HEARTBEAT}


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """One model as a file says it, checked."""

    code: str
    vendor: str
    name: str
    kind: DeviceKind
    heartbeat_seconds: int
    protocol: Protocol
    coordinates: Coordinates
    alarm_codes: Mapping[str, str]
    firmware: str = ""
    is_example: bool = False
    source: str = ""


def read_models(text: str) -> list[ModelEntry]:
    """All models of a file. Raises ValueError naming the first that is wrong."""
    held = yaml.safe_load(text)
    if not isinstance(held, dict) or not isinstance(held.get("models"), list):
        raise ValueError("the file has no list `models`")
    return [
        _entry(row, bool(held.get("synthetic")), str(held.get("source", ""))[:200]) for row in held["models"]
    ]


def _entry(row: Mapping[str, Any], is_example: bool, source: str) -> ModelEntry:
    try:
        codes = {str(code): SignalKind.of(kind) for code, kind in (row.get("alarm_codes") or {}).items()}
        entry = ModelEntry(
            code=str(row["code"])[:60],
            vendor=str(row["vendor"])[:60],
            name=str(row["name"])[:60],
            kind=DeviceKind.of(row["kind"]),
            heartbeat_seconds=int(row["heartbeat_seconds"]),
            protocol=Protocol.of(row.get("protocol", "mqtt")),
            coordinates=Coordinates.of(row.get("coordinates", "wgs84")),
            alarm_codes={code: kind.value for code, kind in codes.items()},
            firmware=str(row.get("firmware", ""))[:40],
            is_example=is_example,
            source=source,
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"model {row!r}: {error} is missing or unknown") from error
    if entry.heartbeat_seconds <= 0 or not set(codes.values()) <= MEANINGS:
        raise ValueError(f"model {entry.code}: an interval above 0, and no code that means a heartbeat")
    return entry


def meaning_of(code: str, codes: Mapping[str, str]) -> SignalKind:
    """What a vendor's alarm code means; one that the map does not hold is an alarm all the same.

    Letters' case and leading noughts are the vendor's habit, never a difference.
    """
    plain = {_plain(known): kind for known, kind in codes.items()}
    return SignalKind.of(plain.get(_plain(code), SignalKind.UNKNOWN_ALARM.value))


def _plain(code: str) -> str:
    return code.strip().upper().lstrip("0") or "0"
