"""Words of the query door: what may be answered, what changes are told, where an agreement stands."""

from chongyang.core.labels import Labelled
from chongyang.core.words import N_


class AnswerKind(Labelled):
    """How much an answer says."""

    YES_NO = "yes_no", N_("只答是否")
    FIELDS = "fields", N_("是否及最少字段")


class Field(Labelled):
    """What an answer may hold beside yes or no. Nothing that is sealed is among them."""

    LIFE_STATUS = "life_status", N_("健在、迁出或去世")
    STATUS_ON = "status_on", N_("去世或迁出日期")
    COUNTY = "county", N_("所在县（市、区）")
    STREET = "street", N_("所在街道（乡镇）")
    AGED_80 = "aged_80", N_("是否满80周岁")
    CENTENARIAN = "centenarian", N_("是否满100周岁")
    IS_REGISTERED = "is_registered", N_("是否已入网登记")
    LIVES_ALONE = "lives_alone", N_("是否独居")
    CLASSES = "classes", N_("特困、低保、残疾等类别")
    ABILITY_LEVEL = "ability_level", N_("能力等级")


SENSITIVE = frozenset({Field.CLASSES, Field.ABILITY_LEVEL})
"""Sensitive personal information (个人信息保护法 art. 28): an agreement over them needs a law, not a wish."""


class Change(Labelled):
    """What a department may be told when it happens."""

    REGISTERED = "registered", N_("新建档案")
    MOVED_STREET = "moved_street", N_("迁到另一街道")
    MOVED_AWAY = "moved_away", N_("迁出本市")
    DIED = "died", N_("去世")
    ALIVE_AFTER_ALL = "alive_after_all", N_("更正为健在")
    CLASS_GRANTED = "class_granted", N_("获得类别")
    CLASS_ENDED = "class_ended", N_("类别结束")


class State(Labelled):
    DRAFT = "draft", N_("待审定")
    IN_FORCE = "in_force", N_("生效")
    SUSPENDED = "suspended", N_("已暂停")
    ENDED = "ended", N_("已终止")


class Basis(Labelled):
    """On what a department may ask."""

    STATUTORY = "statutory", N_("法定职责")
    CONSENT = "consent", N_("本人同意")
    EMERGENCY = "emergency", N_("紧急情况保护生命健康")


class Span(Labelled):
    HOUR = "hour", N_("小时")
    DAY = "day", N_("天")
