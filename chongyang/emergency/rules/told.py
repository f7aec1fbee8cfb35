"""How long something took, as people say it, and how a moment is known."""

from collections.abc import Callable

from chongyang.core.words import N_

SECONDS, EVEN = N_("%(s)s 秒"), N_("%(m)s 分钟")
MINUTES, HOURS = N_("%(m)s 分 %(s)s 秒"), N_("%(h)s 小时 %(m)s 分")
HOW_KNOWN = {
    "device_clock": N_("设备时钟"),
    "caller": N_("来电时刻"),
    "device": N_("设备报警"),
    "call": N_("来电"),
    "device_register": N_("设备登记"),
    "desk": N_("坐席台"),
    "telephone": N_("电话"),
    "phone_page": N_("手机页"),
    "call_answered": N_("接听来电"),
    "caller_named": N_("来电人说明"),
    "asked": N_("当面核对"),
    "questions": N_("研判问题"),
    "timer": N_("定时"),
    "chain": N_("升级流程"),
    "split": N_("拆分更正"),
    "phoned": N_("电话告知"),
    "corrected": N_("值班长更正"),
    "worker": N_("工作人员"),
    "neighbour": N_("邻里报告"),
    "vital": N_("体征监测"),
    "check_in": N_("未报平安"),
    "visit": N_("上门未到"),
}


def parts_of(seconds: float) -> tuple[str, dict[str, int]]:
    """The sentence and its numbers: 45 秒, 15 分钟, 3 分 5 秒, 1 小时 2 分."""
    whole = round(seconds)
    if whole < 60:
        return SECONDS, {"s": whole}
    if whole < 3600 and whole % 60 == 0:
        return EVEN, {"m": whole // 60}
    if whole < 3600:
        return MINUTES, {"m": whole // 60, "s": whole % 60}
    return HOURS, {"h": whole // 3600, "m": whole % 3600 // 60}


def say_seconds(seconds: float | None, translate: Callable[[str], str]) -> str:
    """In the reader's words; a dash where nothing was reached."""
    if seconds is None:
        return "—"
    sentence, numbers = parts_of(seconds)
    return translate(sentence) % numbers
