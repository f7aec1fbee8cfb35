"""Kinds of providers and responders."""

from chongyang.core.labels import Labelled
from chongyang.core.words import N_


class ProviderKind(Labelled):
    """What stands in the city; practice.md, "Words"."""

    CARE_HOME = "care_home", N_("养老机构")
    SOCIAL_WELFARE_INSTITUTE = "social_welfare_institute", N_("社会福利院")
    RURAL_WELFARE_HOME = "rural_welfare_home", N_("敬老院")
    INTEGRATED_CARE_CENTRE = "integrated_care_centre", N_("综合养老服务中心")
    DAY_CARE_CENTRE = "day_care_centre", N_("日间照料中心")
    COMMUNITY_CARE_FACILITY = "community_care_facility", N_("居家社区养老服务设施")
    STATION = "station", N_("应急服务站")


class OwnerKind(Labelled):
    PUBLIC = "public", N_("公办")
    PUBLIC_BUILT_PRIVATE_RUN = "public_built_private_run", N_("公建民营")
    NON_PROFIT = "non_profit", N_("民办非营利")
    COMPANY = "company", N_("民办营利")


class ResponderKind(Labelled):
    """Who goes to the door."""

    STATION_STAFF = "station_staff", N_("服务站人员")
    GRID_WORKER = "grid_worker", N_("网格员")
    CARE_WORKER = "care_worker", N_("护理员")
    VOLUNTEER = "volunteer", N_("志愿者")
    FAMILY = "family", N_("家属")


class Skill(Labelled):
    """What a responder can do at the door."""

    FIRST_AID = "first_aid", N_("急救")
    LIFTING = "lifting", N_("搀扶搬运")
    DEMENTIA = "dementia", N_("认知障碍照护")
    LOCKSMITH = "locksmith", N_("开锁协助")
