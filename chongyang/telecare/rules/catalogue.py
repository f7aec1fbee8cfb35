"""Reading a file of device models, and a vendor's alarm code through its map."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from chongyang.core.words import N_
from chongyang.telecare.enums import Coordinates, DeviceKind, Protocol, SignalKind

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "models.yaml"
FROM_READINGS = frozenset({SignalKind.VITAL, SignalKind.INACTIVE})
MEANINGS = frozenset(SignalKind) - FROM_READINGS - {SignalKind.HEARTBEAT}
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,59}")
CODE_LIMIT = 40
LONGEST_HEARTBEAT = 30 * 24 * 3600


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
    battery_low: int | None = None
    battery_flat: int | None = None


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
            battery_low=_percent(row.get("battery_low")),
            battery_flat=_percent(row.get("battery_flat")),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"model {row!r}: {error} is missing or unknown") from error
    if entry.heartbeat_seconds <= 0 or not set(codes.values()) <= MEANINGS:
        raise ValueError(f"model {entry.code}: an interval above 0, and no code that means a heartbeat")
    if not is_battery(entry.battery_low, entry.battery_flat):
        raise ValueError(f"model {entry.code}: battery levels are 0 <= flat < low <= 100, both or none")
    return entry


def _percent(word: Any) -> int | None:
    return None if word is None or word == "" else int(word)


def is_battery(low: int | None, flat: int | None) -> bool:
    """Both levels or, for a device on the mains, none; the flat one below the low one."""
    if low is None or flat is None:
        return low is None and flat is None
    return 0 <= flat < low <= 100


def faults_of(entry: ModelEntry) -> dict[str, str]:
    """What is wrong in a model that a person wrote, by field."""
    faults = {}
    if not CODE.fullmatch(entry.code):
        faults["code"] = N_("型号代码为1至60个字母、数字、点或连字符")
    faults |= {name: N_("不能为空") for name in ("vendor", "name") if not getattr(entry, name)}
    if not 1 <= entry.heartbeat_seconds <= LONGEST_HEARTBEAT:
        faults["heartbeat_seconds"] = N_("心跳间隔为1秒至30天")
    if not is_battery(entry.battery_low, entry.battery_flat):
        faults["battery_low"] = N_("低电量须高于耗尽电量，都在0至100之间；接电源的设备两项都留空")
    if not set(entry.alarm_codes.values()) <= {one.value for one in MEANINGS}:
        faults["alarm_codes"] = N_("报警代码的含义不在列表中")
    if any(not code.strip() or len(code) > CODE_LIMIT for code in entry.alarm_codes):
        faults["alarm_codes"] = N_("报警代码为1至40个字符")
    if len({_plain(code) for code in entry.alarm_codes}) < len(entry.alarm_codes):
        faults["alarm_codes"] = N_("报警代码重复；大小写和前面的0不算不同")
    return faults


def meaning_of(code: str, codes: Mapping[str, str]) -> SignalKind:
    """What a vendor's alarm code means; one that the map does not hold is an alarm all the same.

    Letters' case and leading noughts are the vendor's habit, never a difference.
    """
    plain = {_plain(known): kind for known, kind in codes.items()}
    return SignalKind.of(plain.get(_plain(code), SignalKind.UNKNOWN_ALARM.value))


def _plain(code: str) -> str:
    return code.strip().upper().lstrip("0") or "0"
