"""Words of services."""

from chongyang.core.labels import Labelled
from chongyang.core.words import N_


class ProviderKind(Labelled):
    """What delivers services (三(一)2: enterprises and organisations of all kinds compete)."""

    ENTERPRISE = "enterprise", N_("企业")
    SOCIAL = "social", N_("社会组织")
    INSTITUTION = "institution", N_("养老机构")
    MEDICAL = "medical", N_("医疗机构")
    SCHOOL = "school", N_("学校")


class ProviderState(Labelled):
    """How a provider of services stands. Only one in force is offered to anybody."""

    IN_FORCE = "in_force", N_("在册")
    SUSPENDED = "suspended", N_("暂停服务")
    LEAVING = "leaving", N_("退出中")
    EXITED = "exited", N_("已退出")


class CheckResult(Labelled):
    """How a yearly check ended."""

    PASSED = "passed", N_("合格")
    TO_MEND = "to_mend", N_("限期整改")
    FAILED = "failed", N_("不合格")


DRAFT, RETURNED, ADMITTED, REFUSED, TAKEN_BACK = "draft", "returned", "admitted", "refused", "taken_back"
ENDED = (ADMITTED, REFUSED, TAKEN_BACK)
"""Ended applications for entry."""
