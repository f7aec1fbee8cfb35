"""Words for the person's own copy: what columns are called, what codes mean. In Chinese: the paper is one."""

from datetime import date, datetime
from typing import Any

from chongyang.core.labels import Labelled
from chongyang.privacy.rules.data import settings
from chongyang.privacy.rules.rights import ZONE
from chongyang.registry import enums

CODES: dict[str, type[Labelled]] = {
    "sex": enums.Sex,
    "prefers_sex": enums.Sex,
    "life_status": enums.LifeStatus,
    "status_evidence": enums.StatusEvidence,
    "education": enums.Education,
    "marriage": enums.Marriage,
    "living_form": enums.LivingForm,
    "classes": enums.PersonClass,
    "disability_kind": enums.DisabilityKind,
    "ability_level": enums.AbilityLevel,
    "ability_scale": enums.AbilityScale,
    "conditions": enums.Condition,
    "allergies": enums.Allergy,
    "aids": enums.Aid,
    "housing_risks": enums.HousingRisk,
    "loneliness": enums.Loneliness,
    "needs": enums.Need,
    "languages": enums.Language,
    "relation": enums.Relation,
    "source": enums.Source,
    "channel": enums.ConsentChannel,
    "given_by": enums.ConsentGiver,
}
OF_MODEL: dict[tuple[str, str], type[Labelled]] = {
    ("registry.Contact", "key_holder"): enums.KeyHolder,
    ("registry.Consent", "purpose"): enums.ConsentPurpose,
    ("registry.Consent", "basis"): enums.ConsentBasis,
}


def column_word(name: str) -> str:
    """What a column is called on the paper; its own name where nobody has said."""
    return str(settings("columns").get(name, name))


def value_word(model: str, column: str, value: Any) -> str:
    """A value as it is printed."""
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(value_word(model, column, one) for one in value)
    if isinstance(value, datetime):
        return f"{value.astimezone(ZONE):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    words = OF_MODEL.get((model, column)) or CODES.get(column)
    return str(dict(words.choices()).get(str(value), value)) if words else str(value)
