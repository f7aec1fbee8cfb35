"""Words for the person's own copy: what columns are called, what the codes of every room mean.

The paper is in Chinese; the file for machines has both words beside the codes.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from chongyang.core.integrity import get_check
from chongyang.core.labels import Labelled, spells, word_of
from chongyang.core.lifecycles.registry import states_of
from chongyang.privacy.rules import glass, retention, rights
from chongyang.privacy.rules.data import settings
from chongyang.privacy.rules.rights import ZONE
from chongyang.registry import enums
from chongyang.registry.rules import mandates

CODES: dict[str, type[Labelled]] = {
    "sex": enums.Sex,
    "prefers_sex": enums.Sex,
    "life_status": enums.LifeStatus,
    "status_evidence": enums.StatusEvidence,
    "education": enums.Education,
    "marriage": enums.Marriage,
    "living_form": enums.LivingForm,
    "classes": enums.PersonClass,
    "income_kinds": enums.IncomeKind,
    "insurance_kinds": enums.InsuranceKind,
    "disability_kind": enums.DisabilityKind,
    "ability_level": enums.AbilityLevel,
    "ability_scale": enums.AbilityScale,
    "conditions": enums.Condition,
    "allergies": enums.Allergy,
    "aids": enums.Aid,
    "housing_risks": enums.HousingRisk,
    "loneliness": enums.Loneliness,
    "needs": enums.Need,
    "language": enums.Language,
    "languages": enums.Language,
    "relation": enums.Relation,
    "source": enums.Source,
    "channel": enums.ConsentChannel,
    "given_by": enums.ConsentGiver,
    "key_holder": enums.KeyHolder,
}
AREAS = ("area", "household_area", "to_area")


def spell_out() -> None:
    """This room's codes, and those of the file itself."""
    spells("registry.Contact", key_holder=enums.KeyHolder)
    spells("registry.Consent", purpose=enums.ConsentPurpose, basis=enums.ConsentBasis)
    spells(
        "registry.Mandate",
        basis=mandates.Basis,
        allows=mandates.Allow,
        channel=mandates.MandateChannel,
        renew_reason=mandates.RenewReason,
        revoke_reason=mandates.EndReason,
    )
    spells("privacy.GlassBreak", reason=glass.Reason, verdict=glass.Verdict, state=states_of(glass.GLASS))
    spells(
        "privacy.RightsRequest",
        kind=rights.Kind,
        asker=rights.Asker,
        channel=rights.Channel,
        outcome=rights.Outcome,
        handing=rights.Handing,
        state=states_of(rights.REQUEST),
    )
    spells("privacy.LegalHold", reason=retention.HoldReason)
    spells("registration.ChangeRequest", fields=column_word)
    spells("core.Step", fields=column_word)
    spells("core.IntegrityFinding", name=_check_word)


def column_word(name: str, model: str = "") -> str:
    """What a column is called on the paper, in its own record first; its name where nobody has said."""
    known = settings("columns")
    return str(known.get(f"{model}.{name}") or known.get(name, name))


def _check_word(name: str) -> str:
    check = get_check(name)
    return check.label if check else ""


@cache
def _general(column: str) -> dict[str, str]:
    return dict(CODES[column].choices()) if column in CODES else {}


def code_word(model: str, column: str, code: str) -> str:
    """The Chinese source word of a code of any room; empty where it is no code that anybody spelled."""
    return word_of(model, column, code) or _general(column).get(code, "")


def value_word(model: str, column: str, value: Any, areas: Mapping[int, str] | None = None) -> str:
    """A value as it is printed: words for codes, names for areas, sentences for what lies packed."""
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple):
        parts = (value_word(model, column, one, areas) for one in value)
        return "、".join(part for part in parts if part)
    if isinstance(value, Mapping):
        return _mapping_word(model, column, value, areas)
    if isinstance(value, datetime):
        return f"{value.astimezone(ZONE):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if column in AREAS:
        return (areas or {}).get(int(value), str(value))
    return _text_word(model, column, str(value), areas)


def _text_word(model: str, column: str, text: str, areas: Mapping[int, str] | None) -> str:
    if text[:1] in "{[" and (packed := unpacked(text)) is not None:
        return value_word(model, column, packed, areas)
    return code_word(model, column, text) or text


def unpacked(text: str) -> Any:
    """What a sealed column holds as JSON; None where it is plain words."""
    try:
        held = json.loads(text)
    except ValueError:
        return None
    return held if isinstance(held, dict | list) else None


def _mapping_word(model: str, column: str, held: Mapping[str, Any], areas: Mapping[int, str] | None) -> str:
    """`性别：女；住址：…`; keys of machines are left out."""
    parts = []
    for key, value in held.items():
        said = value_word(model, key, value, areas)
        if said and not _is_key(value):
            parts.append(f"{word_of(model, column, key) or column_word(key, model)}：{said}")
    return "；".join(parts)


def _is_key(value: Any) -> bool:
    try:
        UUID(str(value))
    except ValueError:
        return False
    return True
