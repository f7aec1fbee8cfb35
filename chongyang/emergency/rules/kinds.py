"""Where reports come from, what they say, and how urgent a kind is before anybody judged it."""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any
from uuid import UUID

import yaml

from chongyang.core.labels import Labelled
from chongyang.core.words import N_
from chongyang.emergency.rules.levels import Level


class Source(Labelled):
    """What a report came through."""

    DEVICE = "device", N_("设备")
    CALL = "call", N_("来电")
    VITAL = "vital", N_("体征监测")
    CHECK_IN = "check_in", N_("未报平安")
    VISIT = "visit", N_("上门未到")
    WORKER = "worker", N_("工作人员")
    NEIGHBOUR = "neighbour", N_("邻里报告")


class SeenKind(Labelled):
    """What a neighbour or a community worker can report; devices have kinds of their own (telecare)."""

    FALL = "fall", N_("跌倒")
    ILLNESS = "illness", N_("突发不适")
    NO_SIGN = "no_sign", N_("多日未见")
    WANDERING = "wandering", N_("走失")
    SMOKE = "smoke", N_("烟雾")
    GAS = "gas", N_("燃气")
    ABUSE = "abuse", N_("侵害或照料缺失")
    DISTRESS = "distress", N_("情绪危机")
    OTHER = "other", N_("其他情况")


class Reporter(Labelled):
    """Who saw it."""

    NEIGHBOUR = "neighbour", N_("邻居")
    COMMUNITY_WORKER = "community_worker", N_("社区工作者")
    RELATIVE = "relative", N_("亲友")
    PASSER_BY = "passer_by", N_("路人")
    OTHER = "other", N_("其他人")


CALL_KIND = "call"
WORKER_KIND = "worker_sos"
OTHER_KINDS: Mapping[str, str] = {
    CALL_KIND: N_("电话求助"),
    WORKER_KIND: N_("工作人员求救"),
    "missed_check_in": N_("未按时报平安"),
    "missed_visit": N_("未按时上门"),
    "vital": N_("体征异常"),
}
KIND_WORDS: Mapping[str, str] = {**dict(SeenKind.choices()), **OTHER_KINDS}
"""Words of the kinds that are not a device's."""

_WORKER = "worker:"
_PERSON = "person:"


def person_key(person: UUID) -> str:
    """The subject of whoever is known: what is open for her is looked for under it."""
    return f"{_PERSON}{person}"


def is_personal(subject_key: str) -> bool:
    """Whether the subject is a known person, no device or number of somebody unknown."""
    return subject_key.startswith(_PERSON)


def worker_key(account: UUID) -> str:
    """The subject of a worker's own call for help: one is open for her at a time."""
    return f"{_WORKER}{account}"


def worker_of(subject_key: str) -> UUID | None:
    """The account that called for help itself, if the subject is one."""
    return UUID(subject_key.removeprefix(_WORKER)) if subject_key.startswith(_WORKER) else None


@cache
def _document() -> dict[str, Any]:
    text = resources.files("chongyang.emergency").joinpath("data/kinds.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


@cache
def levels_of_kinds() -> Mapping[str, Level]:
    """The level that a kind has on the board until somebody judged it."""
    return {kind: Level.of(level) for kind, level in _document()["levels"].items()}


def level_of_kind(kind: str) -> Level:
    return levels_of_kinds().get(kind, Level.of(_document()["unknown"]))


def shown_level(level: str, kind: str, is_raised: bool) -> str:
    """The level on the board: what was judged, unless a graver signal came after that judgement."""
    if not is_raised:
        return level
    return min(level or Level.P4, level_of_kind(kind))
