"""Words of quality."""

from chongyang.core.labels import Labelled
from chongyang.core.words import N_


class Channel(Labelled):
    """By which way a rating came."""

    OWN = "own", N_("老人或家属")
    CALL = "call", N_("回访")


class SampleOutcome(Labelled):
    """What an elder said when a sampled order was called back."""

    CONTENT = "content", N_("满意")
    POOR = "poor", N_("不满意")
    DENIED = "denied", N_("说没有来过")
    NOT_REACHED = "not_reached", N_("没有打通")


class Following(Labelled):
    """What a low score leads to. A warning is told; the others wait for somebody who decides."""

    WARNING = "warning", N_("警告")
    SUSPENSION = "suspension", N_("建议暂停服务")
    EXIT = "exit", N_("建议退出")


class Standing(Labelled):
    TOLD = "told", N_("已告知")
    OPEN = "open", N_("待决定")
    ACCEPTED = "accepted", N_("已采纳")
    REFUSED = "refused", N_("未采纳")


STARS = {1: N_("很不满意"), 2: N_("不满意"), 3: N_("一般"), 4: N_("满意"), 5: N_("很满意")}
"""What each star says."""
LOWERS = {SampleOutcome.POOR.value: "call_poor", SampleOutcome.DENIED.value: "call_denied"}
"""Which outcome of a call takes points."""
