"""Words of the street desk: fields, sections, purposes. Shown with `|tr`."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext

from chongyang.core.labels import Labelled
from chongyang.core.words import N_
from chongyang.registry import enums
from chongyang.web.parts.templatetags.moments import day

FIELDS: Mapping[str, str] = {
    "name": N_("姓名"),
    "identity_number": N_("身份证号码"),
    "sex": N_("性别"),
    "born_on": N_("出生日期"),
    "nation": N_("民族"),
    "phone": N_("电话"),
    "card_number": N_("卡号"),
    "area": N_("社区（村）"),
    "household_area": N_("户籍地区代码"),
    "household_address": N_("户籍地址"),
    "address": N_("现住址"),
    "floor": N_("楼层"),
    "has_lift": N_("电梯"),
    "access_note": N_("上门提示"),
    "longitude": N_("经度"),
    "latitude": N_("纬度"),
    "living_form": N_("居住情况"),
    "education": N_("文化程度"),
    "marriage": N_("婚姻状况"),
    "classes": N_("人员类别"),
    "disability_kind": N_("残疾类别"),
    "disability_level": N_("残疾等级"),
    "income_kinds": N_("经济来源"),
    "insurance_kinds": N_("医疗费用支付"),
    "ability_level": N_("能力等级"),
    "ability_scale": N_("评估标准"),
    "ability_on": N_("评估日期"),
    "ability_until": N_("评估有效期至"),
    "ability_assessor": N_("评估机构"),
    "conditions": N_("疾病"),
    "allergies": N_("过敏"),
    "medicines": N_("用药"),
    "aids": N_("辅具"),
    "housing_risks": N_("居住风险"),
    "loneliness": N_("孤独感"),
    "languages": N_("日常语言"),
    "prefers_sex": N_("希望上门人员的性别"),
    "needs": N_("服务需求"),
    "note": N_("备注"),
    "source": N_("信息来源"),
    "sourced_on": N_("采集日期"),
    "life_status": N_("生存状态"),
    "status_on": N_("变更日期"),
    "status_evidence": N_("变更依据"),
    "registered_at": N_("登记时间"),
    "same_as": N_("并入的档案"),
    "rank": N_("顺序"),
    "relation": N_("与老人关系"),
    "distance_metres": N_("距离（米）"),
    "key_holder": N_("钥匙"),
    "is_guardian": N_("监护人"),
    "purpose": N_("目的"),
    "basis": N_("依据"),
    "text_version": N_("文本版本"),
    "channel": N_("方式"),
    "given_by": N_("同意人"),
    "given_at": N_("同意时间"),
    "withdrawn_at": N_("撤回时间"),
    "allows": N_("授权内容"),
    "valid_from": N_("生效时间"),
    "valid_to": N_("失效时间"),
    "revoked_at": N_("撤销时间"),
    "revoke_reason": N_("撤销原因"),
    "contact_phone": N_("联系人电话"),
    "id": N_("编号"),
    "person": N_("编号"),
}

SEALED = ("identity_number", "phone", "card_number", "address", "household_address")
SECTIONS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "identity": (
        N_("身份"),
        ("name", "identity_number", "sex", "born_on", "nation", "phone", "card_number"),
    ),
    "home": (
        N_("住处"),
        (
            *("area", "address", "floor", "has_lift", "access_note"),
            *("longitude", "latitude", "household_address"),
        ),
    ),
    "living": (
        N_("生活"),
        (
            *("living_form", "classes", "needs", "loneliness", "marriage", "education"),
            *("languages", "prefers_sex", "income_kinds", "insurance_kinds"),
        ),
    ),
    "health": (
        N_("健康与能力"),
        (
            *("ability_level", "ability_scale", "ability_on", "ability_until", "ability_assessor"),
            *("conditions", "allergies", "medicines", "aids", "housing_risks"),
            *("disability_kind", "disability_level", "note"),
        ),
    ),
}

NOT_TYPED = frozenset({"classes"})
"""Shown in a section and written elsewhere: an office grants it (desk of groups)."""

WORDS: Mapping[str, type[Labelled]] = {
    "sex": enums.Sex,
    "living_form": enums.LivingForm,
    "education": enums.Education,
    "marriage": enums.Marriage,
    "classes": enums.PersonClass,
    "disability_kind": enums.DisabilityKind,
    "income_kinds": enums.IncomeKind,
    "insurance_kinds": enums.InsuranceKind,
    "ability_level": enums.AbilityLevel,
    "ability_scale": enums.AbilityScale,
    "conditions": enums.Condition,
    "allergies": enums.Allergy,
    "aids": enums.Aid,
    "housing_risks": enums.HousingRisk,
    "loneliness": enums.Loneliness,
    "needs": enums.Need,
    "languages": enums.Language,
    "prefers_sex": enums.Sex,
    "source": enums.Source,
    "life_status": enums.LifeStatus,
    "status_evidence": enums.StatusEvidence,
    "relation": enums.Relation,
    "key_holder": enums.KeyHolder,
    "purpose": enums.ConsentPurpose,
    "basis": enums.ConsentBasis,
    "channel": enums.ConsentChannel,
    "given_by": enums.ConsentGiver,
}

TABLES = {
    "registry_elder": N_("档案"),
    "registry_profile": N_("情况"),
    "registry_contact": N_("联系人"),
    "registry_consent": N_("同意书"),
    "registry_mandate": N_("委托"),
}
OPERATIONS = {"INSERT": N_("新建"), "UPDATE": N_("修改"), "DELETE": N_("替换")}
BETWEEN = N_("、")
COVERED = frozenset({*SEALED, "name", "note", "access_note", "person", "id", "same_as"})


def label_of(words: type[Labelled], code: Any) -> str:
    """The word of a code in the reader's language; a code of a later version stands for itself."""
    found = dict(words.choices()).get(str(code))
    return gettext(found) if found else str(code)


def say(name: str, value: Any) -> str:
    """A value of a field as people read it; nothing where there is nothing."""
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, list | tuple):
        return gettext(BETWEEN).join(say(name, item) for item in value)
    if isinstance(value, bool):
        return gettext("有") if value else gettext("没有")
    if isinstance(value, date):
        return day(value)
    return label_of(WORDS[name], value) if name in WORDS else str(value)


def cover(name: str, value: Any) -> str:
    """A former value in the history: words and numbers stand open, what tells who and where is covered."""
    if value in (None, "", []):
        return gettext("未填")
    return "＊＊＊" if name in COVERED else say(name, value)


def purpose_word(code: str) -> str:
    """For what somebody read or searched."""
    return gettext(enums.PURPOSE_WORDS[code]) if code in enums.PURPOSE_WORDS else code
