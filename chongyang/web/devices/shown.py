"""Rows of telecare as the pages want them: labels, facts, timelines."""

from collections.abc import Iterable
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext

from chongyang.core.labels import Labelled
from chongyang.core.words import N_
from chongyang.telecare.enums import DeviceKind, DeviceState, Health, Holder, SignalKind, Verdict
from chongyang.telecare.rules import life
from chongyang.territory import queries as territory

TONES = {Health.OK: "good", Health.LATE: "warn", Health.DOWN: "bad", Health.DORMANT: "note"}
BY_HAND = ("take_back", "restock", "lose", "scrap")
STEPS = {
    **{action.name: action.label for action in life.device.actions},
    "stock": N_("入库"),
    "credential": N_("更换密钥"),
}
NOTHING = "—"


def label(words: type[Labelled], value: str) -> str:
    """The word of a stored value, translated; the value itself where it is none of ours."""
    return gettext(dict(words.choices()).get(value, value)) if value else NOTHING


def health_of(row: Any) -> dict[str, str]:
    health = Health.of(row.health)
    return {"label": health.label, "tone": TONES.get(health, "")}


def rows_of(devices: Iterable[Any]) -> list[dict[str, Any]]:
    held = list(devices)
    places = territory.area_names(row.area for row in held)
    return [
        {
            "row": row,
            "kind": label(DeviceKind, row.kind),
            "state": label(DeviceState, row.state),
            "health": health_of(row),
            "area": places[row.area],
        }
        for row in held
    ]


def facts_of(row: Any) -> list[tuple[str, Any]]:
    """What a device is, for the card."""
    return [
        (gettext("种类"), label(DeviceKind, row.kind)),
        (gettext("型号"), row.model or NOTHING),
        (gettext("状态"), label(DeviceState, row.state)),
        (gettext("地区"), territory.area_names([row.area])[row.area] or NOTHING),
        (gettext("安装位置"), row.place or NOTHING),
        (gettext("保管人"), label(Holder, row.holder)),
        (gettext("安装日期"), _day(row.installed_on)),
        (gettext("最近上线"), _moment(row.last_seen_at)),
        (gettext("最近使用"), _moment(row.last_used_at)),
        (gettext("测试确认"), _moment(row.confirmed_at)),
        (gettext("电量"), f"{row.battery_percent}%" if row.battery_percent is not None else NOTHING),
        (gettext("SIM卡号"), str(row.sim) or NOTHING),
        (gettext("固件版本"), row.firmware or NOTHING),
        (gettext("密钥"), gettext("已设置") if row.credential else gettext("未设置")),
    ]


def _day(value: Any) -> str:
    return date_format(value, "Y-m-d") if value else NOTHING


def _moment(value: Any) -> str:
    return date_format(localtime(value), "Y-m-d H:i") if value else NOTHING


def signals_of(signals: Iterable[Any]) -> list[dict[str, Any]]:
    return [
        {
            "label": label(SignalKind, row.kind),
            "at": row.received_at,
            "who": "",
            "detail": "",
            "state": "done" if row.kind == SignalKind.TEST else "bad",
        }
        for row in signals
    ]


def frames_of(frames: Iterable[Any]) -> list[dict[str, Any]]:
    return [
        {
            "at": row.received_at,
            "topic": row.topic,
            "verdict": label(Verdict, row.verdict),
            "reason": row.reason,
        }
        for row in frames
    ]


def steps_of(steps: Iterable[Any]) -> list[dict[str, Any]]:
    return [
        {
            "label": gettext(STEPS.get(row.action, row.action)),
            "at": row.at,
            "who": row.actor_label,
            "detail": " · ".join(filter(None, (row.place, row.reason))),
            "state": "done",
        }
        for row in steps
    ]


def actions_of(row: Any) -> list[dict[str, Any]]:
    """What a person may do with the device now."""
    return [
        {"name": action.name, "label": action.label, "asks": action.reason_required}
        for action in life.device.actions_from(row.state)
        if action.name in BY_HAND
    ]


def follow_ups_of(rows: Iterable[Any]) -> list[dict[str, Any]]:
    held = list(rows)
    places = territory.area_names(row.area for row in held)
    return [
        {
            "row": row,
            "device": row.device,
            "kind": label(DeviceKind, row.device.kind),
            "area": places[row.area],
            "seen": _moment(row.device.last_seen_at),
            "used": _moment(row.device.last_used_at),
        }
        for row in held
    ]
