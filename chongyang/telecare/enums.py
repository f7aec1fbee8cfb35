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
    CARER = "carer", N_("护理员")
    NEIGHBOUR = "neighbour", N_("邻居")
    STATION = "station", N_("服务站")


class Health(Labelled):
    """What the silence of a device means. Unknown: it was never heard. Noisy is a follow-up's kind alone."""

    UNKNOWN = "unknown", N_("从未上线")
    OK = "ok", N_("正常")
    LATE = "late", N_("迟报")
    DOWN = "down", N_("失联")
    DORMANT = "dormant", N_("闲置")
    NOISY = "noisy", N_("上报过多")


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
    """The language of a model; over TCP the name of the gateway's plugin."""

    MQTT = "mqtt", "MQTT"
    SOS_WATCH = "sos_watch", N_("定位手表文本协议")
    JTT808 = "jtt808", "JT/T 808"


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
    WATER = "water", N_("水浸")
    VITAL = "vital", N_("体征异常")
    INACTIVE = "inactive", N_("长时间没有活动")
    UNKNOWN_ALARM = "unknown_alarm", N_("未知报警")
    HEARTBEAT = "heartbeat", N_("心跳")
    TEST = "test", N_("测试")


class Verdict(Labelled):
    """What became of a raw frame; never nothing."""

    SIGNAL = "signal", N_("已成信号")
    REPEATED = "repeated", N_("重复上报")
    HEARTBEAT = "heartbeat", N_("心跳")
    REJECTED = "rejected", N_("无法识别，已说明原因")
    READING = "reading", N_("已存读数")


class ReadingKind(Labelled):
    """What a reading measures; bed, door, gas, smoke and water are 1 or 0, movement and steps counts."""

    SYSTOLIC = "systolic", N_("收缩压")
    DIASTOLIC = "diastolic", N_("舒张压")
    HEART_RATE = "heart_rate", N_("心率")
    GLUCOSE = "glucose", N_("血糖")
    SPO2 = "spo2", N_("血氧饱和度")
    TEMPERATURE = "temperature", N_("体温")
    WEIGHT = "weight", N_("体重")
    MOVEMENT = "movement", N_("室内活动")
    STEPS = "steps", N_("步数")
    BED = "bed", N_("在床")
    DOOR = "door", N_("开门")
    CHECK_IN = "check_in", N_("报平安")
    GAS = "gas", N_("燃气")
    SMOKE = "smoke", N_("烟雾")
    WATER = "water", N_("水浸")


class MealContext(Labelled):
    """When glucose was measured; facts §7.3 judges fasting values alone."""

    FASTING = "fasting", N_("空腹")
    BEFORE_MEAL = "before_meal", N_("餐前")
    AFTER_MEAL = "after_meal", N_("餐后")
    BEDTIME = "bedtime", N_("睡前")


class Fault(Labelled):
    """Why a reading that was kept is not judged, or whose moment is ours."""

    CLOCK = "clock", N_("设备时钟错误，按接收时间计")
    IMPLAUSIBLE = "implausible", N_("数值不可能，只保存，不参与判断")


class AlertLevel(Labelled):
    """How soon somebody must look. Life-threatening goes to the line 12349 at once."""

    LIFE = "life", N_("危及生命")
    URGENT = "urgent", N_("紧急")
    WATCH = "watch", N_("关注")


class AlertState(Labelled):
    OPEN = "open", N_("待处理")
    ACKNOWLEDGED = "acknowledged", N_("处理中")
    CLOSED = "closed", N_("已办结")


class AlertOutcome(Labelled):
    """How an alert ended."""

    REACHED = "reached", N_("已联系本人，平安")
    FAMILY = "family", N_("已联系家属处理")
    VISITED = "visited", N_("已上门查看")
    DOCTOR = "doctor", N_("已转医生")
    INCIDENT = "incident", N_("已由12349处置")
    DEVICE = "device", N_("设备或测量有误")
    AWAY = "away", N_("老人不在家")
    LIMIT = "limit", N_("限值不合适，已调整")


class AwayKind(Labelled):
    """Why an elder is not at home; absence rules pause meanwhile."""

    HOSPITAL = "hospital", N_("住院")
    FAMILY = "family", N_("在家属处")
    INSTITUTION = "institution", N_("机构短住")
    JOURNEY = "journey", N_("外出")
    OTHER = "other", N_("其他")
