"""The wording of consents by version, who is asked anew, what ends with a withdrawal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from chongyang.core import sealing
from chongyang.core.labels import Labelled
from chongyang.core.words import N_
from chongyang.registry.enums import ConsentPurpose

NO_TEXT = N_("没有这个版本的文本，请从列出的版本中选择。")
SPOKEN = "spoken"
"""The version of a refusal by word of mouth, for which nobody read a text."""


class Stops(Labelled):
    """What ends when a consent is withdrawn; the event names these words, and each room honours its own."""

    POSITION_HIDDEN = "position_hidden", N_("不再显示定位设备的位置")
    CARE_CALLS_PAUSED = "care_calls_paused", N_("不再拨打日常关爱电话")
    VITALS_SHARED = "vitals_shared", N_("不再采集新的健康信息，监护读数不再提供给服务人员")
    PROVIDERS_TOLD = "providers_told", N_("不再向服务机构提供信息，进行中的服务与本人商量")
    VISITS_ASKED_FIRST = "visits_asked_first", N_("走访前先征得本人同意，不再拍照")


@dataclass(frozen=True, slots=True)
class Text:
    """One version of one purpose's words, as they were agreed to."""

    purpose: str
    version: str
    since: date
    asks_again: bool
    zh: str
    en: str
    digest: str = ""


@cache
def _document() -> Mapping[str, Any]:
    text = (files("chongyang.registry") / "data" / "consent_texts.yaml").read_text(encoding="utf-8")
    held: Mapping[str, Any] = yaml.safe_load(text)
    return held


@cache
def texts_of(purpose: str) -> tuple[Text, ...]:
    """All versions of a purpose, the oldest first."""
    rows = _document()["texts"].get(purpose, {}).get("versions", ())
    return tuple(Text(purpose=purpose, **row) for row in rows)


def text_of(purpose: str, version: str) -> Text | None:
    """The words of one version; None for a paper of another house, or a word of mouth."""
    return next((text for text in texts_of(purpose) if text.version == version), None)


def present_text(purpose: str, today: date) -> Text:
    """The version that is given to read today."""
    return [text for text in texts_of(purpose) if text.since <= today][-1]


def stops_of(purpose: str) -> tuple[Stops, ...]:
    """What ends with the withdrawal of a purpose."""
    return tuple(Stops.of(word) for word in _document()["texts"][purpose]["stops"])


def accepted_versions(purpose: str, today: date) -> tuple[str, ...]:
    """The versions to whose words a consent that is asked today still holds: the newest that asks again, and
    all after it.
    """
    told = [text for text in texts_of(purpose) if text.since <= today]
    asking = [place for place, text in enumerate(told) if text.asks_again]
    return tuple(text.version for text in told[asking[-1] if asking else 0 :])


def outdated(today: date) -> Mapping[str, tuple[str, ...]]:
    """By purpose, the versions under which a consent is asked for anew."""
    return {
        purpose.value: tuple(
            text.version
            for text in texts_of(purpose.value)
            if text.version not in accepted_versions(purpose.value, today) and text.since <= today
        )
        for purpose in ConsentPurpose
    }


def digest_of(text: Text) -> str:
    """SM3 of the words, by which a later change of an old version is found."""
    return sealing.digest(f"{text.purpose}\n{text.version}\n{text.zh}\n{text.en}".encode()).hex()
