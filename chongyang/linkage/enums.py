"""Words of the linkage: what became of a pair, what was answered, which run stands where."""

from chongyang.core.labels import Labelled
from chongyang.core.words import N_


class PairKind(Labelled):
    FILES = "files", N_("两份档案")
    FILE_RECORD = "file_record", N_("档案与部门记录")
    RECORDS = "records", N_("两条部门记录")


class PairState(Labelled):
    OPEN = "open", N_("待判断")
    UNSURE = "unsure", N_("存疑")
    PROPOSED = "proposed", N_("待第二人复核")
    ASKED = "asked", N_("待对方区县答复")
    SAME = "same", N_("同一个人")
    DIFFERENT = "different", N_("不是同一个人")
    PASSED = "passed", N_("已不相近")


class Answer(Labelled):
    SAME = "same", N_("是同一个人")
    DIFFERENT = "different", N_("不是同一个人")
    UNSURE = "unsure", N_("不能确定")


class AskState(Labelled):
    OPEN = "open", N_("待答复")
    AGREED = "agreed", N_("已同意")
    REFUSED = "refused", N_("不同意")
    WITHDRAWN = "withdrawn", N_("已撤回")


class RunState(Labelled):
    RUNNING = "running", N_("正在比对")
    DONE = "done", N_("已完成")
    CUT = "cut", N_("中断")
    FAILED = "failed", N_("未能完成")


WAITING = (PairState.OPEN.value, PairState.UNSURE.value, PairState.PROPOSED.value, PairState.ASKED.value)
DECIDED = (PairState.SAME.value, PairState.DIFFERENT.value)
FILE_FEED = "registry"
"""The source under which a file stands beside the records of departments; its key is the file's."""
