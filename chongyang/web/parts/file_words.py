"""Words for parts of a file and for the tables whose rows belong to one person."""

from collections.abc import Mapping

from django.utils.translation import gettext

from chongyang.core.words import N_
from chongyang.web.parts.registering import FIELDS

PARTS: Mapping[str, str] = {
    "vitals": N_("监测读数"),
    "orders": N_("上门服务"),
    "activities": N_("课程和出游"),
    "household": N_("类别、家庭与照护"),
    "claims": N_("各部门信息"),
    "change": N_("变更申请"),
    "invitation": N_("登记邀请"),
    "care_call": N_("关爱电话"),
    "consents": N_("同意书"),
    "vouchers": N_("居家服务券"),
    "errands": N_("代办代缴"),
    "rentals": N_("辅具租用"),
    "consent_form": N_("同意书文本"),
    "contacts": N_("联系人"),
    "contest": N_("异议"),
    "stop": N_("去世线索"),
}
"""What `read_part` names; the elder reads it beside who opened it."""

TABLES: Mapping[str, str] = {
    "groups_membership": N_("人员类别"),
    "groups_proposal": N_("类别提议"),
    "groups_household": N_("家庭"),
    "groups_member": N_("家庭成员"),
    "groups_care": N_("照护"),
    "groups_visit": N_("走访"),
    "funding_application": N_("申请"),
    "funding_award": N_("按月发放"),
    "funding_awardstop": N_("停发"),
    "funding_signal": N_("待核实的情况"),
    "funding_entitlement": N_("免申即享提议"),
    "treasury_payee": N_("收款人"),
    "treasury_payeeaccount": N_("收款账户"),
    "providers_responder": N_("响应人员"),
    "hotline_complaint": N_("投诉"),
    "hotline_order": N_("工单"),
    "privacy_legalhold": N_("暂缓销毁"),
    "privacy_rightsrequest": N_("权利请求"),
    "telecare_vitallimit": N_("监护限值"),
    "telecare_away": N_("不在家"),
    "purchase_entitlement": N_("服务券认定"),
    "orders_plan": N_("周期服务计划"),
    "orders_planpause": N_("计划暂停"),
}


def part_word(name: str) -> str:
    """A field or a part of a file in the reader's language; one of a later version stands for itself."""
    word = FIELDS.get(name) or PARTS.get(name)
    return gettext(word) if word else name


def table_word(name: str, own: Mapping[str, str]) -> str:
    """What a row of a table is to a reader; a table without a word is a record."""
    return gettext(own.get(name) or TABLES.get(name) or N_("记录"))
