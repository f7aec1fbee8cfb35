"""Kinds of devices and signals."""

from chongyang.core.labels import Labelled
from chongyang.core.words import N_


class DeviceKind(Labelled):
    PENDANT = "pendant", N_("呼叫挂坠")
    PULL_CORD = "pull_cord", N_("拉绳报警器")
    CALLER_BOX = "caller_box", N_("固定呼叫器")
    WATCH = "watch", N_("定位手表")
    FALL_RADAR = "fall_radar", N_("跌倒雷达")
    BED = "bed", N_("床垫监测器")
    DOOR = "door", N_("门磁")
    GAS = "gas", N_("燃气报警器")
    SMOKE = "smoke", N_("烟感报警器")
    WATER = "water", N_("水浸报警器")
    BLOOD_PRESSURE = "blood_pressure", N_("血压计")
    GLUCOSE = "glucose", N_("血糖仪")
    OXIMETER = "oximeter", N_("血氧仪")
    THERMOMETER = "thermometer", N_("体温计")


class DeviceState(Labelled):
    STOCK = "stock", N_("库存")
    INSTALLED = "installed", N_("已安装")
    IN_USE = "in_use", N_("使用中")
    RETURNED = "returned", N_("已收回")
    LOST = "lost", N_("已丢失")
    SCRAPPED = "scrapped", N_("已报废")


class Holder(Labelled):
    """Who keeps the device at hand."""

    ELDER = "elder", N_("老人本人")
    FAMILY = "family", N_("家属")
    NEIGHBOUR = "neighbour", N_("邻居")
    STATION = "station", N_("服务站")


class Health(Labelled):
    """What the silence of a device means. Unknown: it was never heard."""

    UNKNOWN = "unknown", N_("从未上线")
    OK = "ok", N_("正常")
    LATE = "late", N_("迟报")
    DOWN = "down", N_("失联")
    DORMANT = "dormant", N_("闲置")


class Outcome(Labelled):
    """How the follow-up of a silent or unused device ended."""

    REACHED = "reached", N_("已电话提醒")
    NOT_REACHED = "not_reached", N_("电话未接通")
    REPAIRED = "repaired", N_("已修复")
    REPLACED = "replaced", N_("已更换")
    TALKED = "talked", N_("已上门教会使用")
    REFUSED = "refused", N_("老人不愿使用")
    TAKEN_BACK = "taken_back", N_("已收回")
    RECOVERED = "recovered", N_("设备自行恢复")


class Protocol(Labelled):
    """The language of a model."""

    MQTT = "mqtt", "MQTT"
    WATCH_3G = "watch3g", N_("定位手表文本协议")
    JT808 = "jt808", "JT/T 808"


class Coordinates(Labelled):
    """In which system a model tells its position."""

    WGS84 = "wgs84", "WGS 84"
    GCJ02 = "gcj02", "GCJ-02"


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
