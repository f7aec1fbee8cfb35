"""Words of the claims room: what a run is doing, what can be wrong with a row, and what the registry has no
word for because only a department says it.
"""

from chongyang.core.labels import Labelled
from chongyang.core.words import N_


class RunState(Labelled):
    WAITING = "waiting", N_("等待导入")
    RUNNING = "running", N_("正在导入")
    CUT = "cut", N_("中断，可继续")
    DONE = "done", N_("已完成")
    REFUSED = "refused", N_("已退回")


class EndingState(Labelled):
    """What became of the records that a whole file would end, where they were too many."""

    WAITING = "waiting", N_("等待第二人确认")
    ENDED = "ended", N_("已确认失效")
    KEPT = "kept", N_("已决定保留")
    SUPERSEDED = "superseded", N_("已有更新的文件")


class HouseholdRole(Labelled):
    """The relation to the head of the household; the groups of GB/T 4761-2008's first digit."""

    HEAD = "head", N_("户主")
    SPOUSE = "spouse", N_("配偶")
    CHILD = "child", N_("子女")
    CHILD_IN_LAW = "child_in_law", N_("儿媳或女婿")
    GRANDCHILD = "grandchild", N_("孙辈")
    PARENT = "parent", N_("父母")
    GRANDPARENT = "grandparent", N_("祖父母")
    SIBLING = "sibling", N_("兄弟姐妹")
    OTHER = "other", N_("其他")


class PensionKind(Labelled):
    EMPLOYEE = "employee", N_("城镇职工养老保险")
    PUBLIC_SERVICE = "public_service", N_("机关事业单位养老保险")
    RESIDENT = "resident", N_("城乡居民养老保险")
    RETIREMENT_PAY = "retirement_pay", N_("离休或退休费")


class PensionState(Labelled):
    PAID = "paid", N_("正常发放")
    PAUSED = "paused", N_("暂停发放")
    ENDED = "ended", N_("终止发放")


class WorkState(Labelled):
    RETIRED = "retired", N_("离退休")
    EMPLOYED = "employed", N_("在业")
    FLEXIBLE = "flexible", N_("灵活就业")
    UNEMPLOYED = "unemployed", N_("失业")
    FARMING = "farming", N_("务农")
    OTHER = "other", N_("其他")


class FamilyPlanningKind(Labelled):
    CHILD_LOST = "child_lost", N_("独生子女死亡")
    CHILD_DISABLED = "child_disabled", N_("独生子女伤残")


class PreferentialKind(Labelled):
    DISABLED_SOLDIER = "disabled_soldier", N_("伤残人员")
    OLD_SOLDIER = "old_soldier", N_("老复员军人")
    VETERAN = "veteran", N_("带病回乡、参战参试等退役人员")
    MARTYR_FAMILY = "martyr_family", N_("烈士遗属")
    SOLDIER_FAMILY = "soldier_family", N_("因公牺牲、病故军人遗属")
    OTHER = "other", N_("其他优抚对象")


class SelfCare(Labelled):
    """The four grades of the elderly self-care questionnaire in the public-health service's exam."""

    ABLE = "able", N_("可自理")
    MILD = "mild", N_("轻度依赖")
    MODERATE = "moderate", N_("中度依赖")
    UNABLE = "unable", N_("不能自理")


class FaultCode(Labelled):
    """What is wrong with a row, or with one value of it. `claims.rules.faults` says how it is mended."""

    TORN_LINE = "torn_line", N_("这一行不完整，列数与表头不符")
    BAD_BYTES = "bad_bytes", N_("这一行含有无法识别的字节")
    TOO_LONG = "too_long", N_("内容太长")
    MISSING = "missing", N_("必填的内容为空")
    MISSING_KEY = "missing_key", N_("没有本记录的编号，无法与上次对应")
    DOUBLE_KEY = "double_key", N_("同一编号在本文件中出现多次")
    OUTSIDE_AREA = "outside_area", N_("区划不在本次导入的范围内")
    HELD_ELSEWHERE = "held_elsewhere", N_("同一编号的记录现属另一区县")
    UNKNOWN_AREA = "unknown_area", N_("不是 2 至 12 位行政区划代码")
    UNKNOWN_CODE = "unknown_code", N_("代码不在代码表中")
    NAME = "name", N_("姓名含有数字或符号，或太长")
    IDENTITY_LENGTH = "identity_length", N_("身份证号码的位数不对")
    IDENTITY_SIGNS = "identity_signs", N_("身份证号码含有数字和 X 以外的字符")
    IDENTITY_REGION = "identity_region", N_("身份证号码的前两位不是省级代码")
    IDENTITY_BIRTHDAY = "identity_birthday", N_("身份证号码里的出生日期不成立")
    IDENTITY_CHECK = "identity_check", N_("身份证号码的校验码不对")
    IDENTITY_OLD = "identity_old", N_("15 位旧身份证号码，已换算为 18 位")
    DISAGREES_SEX = "disagrees_sex", N_("性别与身份证号码不一致")
    DISAGREES_BIRTHDAY = "disagrees_birthday", N_("出生日期与身份证号码不一致")
    DAY = "day", N_("不是日期")
    FUTURE_DAY = "future_day", N_("日期在今天之后")
    TOO_OLD = "too_old", N_("年龄超过 130 岁")
    PHONE = "phone", N_("不是电话号码")
    NUMBER = "number", N_("不是数字，或超出可能的范围")
    OTHER_CODING = "other_coding", N_("文件的编码与申明的不同")
    EXTRA_COLUMN = "extra_column", N_("文件里有说明之外的列")


class How(Labelled):
    """How it is known that a record is of a person. What a person decided, no linkage writes over."""

    LINKED = "linked", N_("自动关联")
    DECIDED = "decided", N_("人工核定")
    REGISTERED = "registered", N_("由此登记")


class WordKind(Labelled):
    """Who gave a word about a field."""

    CLAIM = "claim", N_("部门数据")
    TYPED = "typed", N_("经办录入")
    CORRECTION = "correction", N_("异议更正")


class ContestReason(Labelled):
    """Why somebody says that a claim is wrong."""

    WRONG_PERSON = "wrong_person", N_("不是本人的记录")
    OUT_OF_DATE = "out_of_date", N_("以前是，现在已变")
    WRITTEN_WRONG = "written_wrong", N_("写错了")
    NEVER_TRUE = "never_true", N_("从来不是这样")
    OTHER = "other", N_("其他")
