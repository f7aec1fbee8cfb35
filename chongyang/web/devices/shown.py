"""Rows of telecare as the pages want them: labels, facts, timelines."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext

from chongyang.core.labels import Labelled
from chongyang.core.words import N_
from chongyang.telecare.enums import DeviceKind, DeviceState, Health, Holder, SignalKind, Verdict
from chongyang.telecare.rules import health as thresholds
from chongyang.telecare.rules import life, places
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
    names = territory.area_names(row.area for row in held)
    return [
        {
            "row": row,
            "kind": label(DeviceKind, row.kind),
            "state": label(DeviceState, row.state),
            "health": health_of(row),
            "area": names[row.area],
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
        (gettext("安装位置"), place(row.place)),
        (gettext("保管人"), label(Holder, row.holder)),
        (gettext("安装日期"), _day(row.installed_on)),
        (gettext("最近上线"), _moment(row.last_seen_at)),
        (gettext("最近使用"), _moment(row.last_used_at)),
        (gettext("测试确认"), _moment(row.confirmed_at)),
        (gettext("SIM卡号"), str(row.sim) or NOTHING),
        (gettext("固件版本"), row.firmware or NOTHING),
        (gettext("密钥"), gettext("已设置") if row.credential else gettext("未设置")),
    ]


def place(held: str) -> str:
    """The place in the home: its word translated, what was added as it was written."""
    word, dot, detail = held.partition(places.SEPARATOR)
    return (gettext(word) if word in places.PLACES else word) + dot + detail if held else NOTHING


def battery_of(row: Any, model: Any) -> dict[str, Any]:
    """The charge, judged by the levels of the model."""
    percent = row.battery_percent
    if percent is None:
        return {"label": gettext("未上报"), "tone": ""}
    low, flat = getattr(model, "battery_low", None), getattr(model, "battery_flat", None)
    if flat is not None and percent <= flat:
        return {
            "label": gettext("%(percent)s%% 将耗尽，今天充电或更换") % {"percent": percent},
            "tone": "bad",
        }
    if low is not None and percent <= low:
        return {"label": gettext("%(percent)s%% 电量低，请充电") % {"percent": percent}, "tone": "warn"}
    return {"label": f"{percent}%", "tone": "good"}


def beats_of(row: Any, model: Any, now: datetime) -> dict[str, Any]:
    """How often it should be heard, when it was, and when it will be late."""
    told = thresholds.load_thresholds()
    every = model.heartbeat_seconds if model else told.default_heartbeat_seconds
    late = max(every * told.late_after, told.late_at_least_seconds)
    return {
        "every": max(1, every // 60),
        "last": row.last_seen_at,
        "late_at": row.last_seen_at + timedelta(seconds=late) if row.last_seen_at else None,
        "is_late": bool(row.last_seen_at and row.last_seen_at + timedelta(seconds=late) <= now),
    }


def follow_up_of(held: Any) -> dict[str, Any]:
    health = Health.of(held.kind)
    return {
        "row": held,
        "label": health.label,
        "todo": thresholds.TODO_OF[health],
        "outcomes": [(one.value, one.label) for one in thresholds.OUTCOMES[health]],
    }


def raw_of(frames: Iterable[Any]) -> list[dict[str, Any]]:
    """Frames with their bytes in pairs of hexadecimal digits."""
    rows = list(frames)
    return [
        {**told, "hex": bytes(row.body).hex(" "), "size": len(row.body)}
        for told, row in zip(frames_of(rows), rows, strict=True)
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
            "detail": " · ".join(filter(None, (place(row.place) if row.place else "", row.reason))),
            "state": "done",
        }
        for row in steps
    ]


def actions_of(row: Any) -> list[dict[str, Any]]:
    """What a person may do with the device now."""
    return [
        {
            "name": action.name,
            "label": action.label,
            "asks": action.reason_required or action.name in life.ASKS_PEOPLE,
        }
        for action in life.device.actions_from(row.state)
        if action.name in BY_HAND
    ]


def follow_ups_of(rows: Iterable[Any]) -> list[dict[str, Any]]:
    held = list(rows)
    names = territory.area_names(row.area for row in held)
    return [
        {
            "row": row,
            "device": row.device,
            "kind": label(DeviceKind, row.device.kind),
            "area": names[row.area],
            "seen": _moment(row.device.last_seen_at),
            "used": _moment(row.device.last_used_at),
        }
        for row in held
    ]
