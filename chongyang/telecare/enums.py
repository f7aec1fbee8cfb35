"""Kinds of devices and signals."""

from chongyang.core.labels import Labelled
from chongyang.core.words import N_


class DeviceKind(Labelled):
    PENDANT = "pendant", N_("呼叫挂坠")
    PULL_CORD = "pull_cord", N_("拉绳报警器")
    CALLER_BOX = "caller_box", N_("固定呼叫器")
    WATCH = "watch", N_("定位手表")
    FALL_RADAR = "fall_radar", N_("跌倒雷达")


class DeviceState(Labelled):
    STOCK = "stock", N_("库存")
    INSTALLED = "installed", N_("已安装")
    IN_USE = "in_use", N_("使用中")
    RETURNED = "returned", N_("已收回")


class SignalKind(Labelled):
    """What a frame says. An alarm that names no known kind is an alarm all the same."""

    SOS = "sos", N_("紧急呼叫")
    FALL = "fall", N_("跌倒")
    GAS = "gas", N_("燃气")
    SMOKE = "smoke", N_("烟雾")
    UNKNOWN_ALARM = "unknown_alarm", N_("未知报警")
    HEARTBEAT = "heartbeat", N_("心跳")
    TEST = "test", N_("测试")


class Verdict(Labelled):
    """What became of a raw frame; never nothing."""

    SIGNAL = "signal", N_("已成信号")
    REPEATED = "repeated", N_("重复上报")
    HEARTBEAT = "heartbeat", N_("心跳")
    REJECTED = "rejected", N_("无法识别，已说明原因")
