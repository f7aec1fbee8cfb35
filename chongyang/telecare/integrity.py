"""Checks of devices and monitoring against the elders they are for."""

from pathlib import Path

from chongyang.core.integrity import Check, Severity, load_numbers
from chongyang.core.words import N_
from chongyang.registry.queries.integrity import DEAD, FILES

NUMBERS = load_numbers(Path(__file__).resolve().parent / "data" / "integrity.yaml")
DEVICE, OPENS = "devices_device", "id"
IN_HOME = "d.state IN ('installed', 'in_use')"


def of_device(
    name: str, label: str, says: str, severity: Severity, where: str, joined: str = "", source: str = ""
) -> Check:
    rows = f"SELECT d.id, d.area, d.person FROM telecare_device d {joined} WHERE {where}"
    return Check(f"telecare.{name}", label, says, severity, rows, DEVICE, OPENS, source, NUMBERS)


DEVICES = (
    of_device(
        "device_of_dead",
        N_("已故老人家中的设备没有收回"),
        N_("还在付费，误报也会派人上门。联系家属收回。"),
        Severity.SERIOUS,
        IN_HOME,
        f"JOIN ({DEAD}) AS dead ON dead.id = d.person",
    ),
    of_device(
        "used_after_death",
        N_("老人去世之后设备还在使用"),
        N_("或是死亡登记错了人，或是别人在用。先核实老人是否健在。"),
        Severity.SEVERE,
        "d.last_used_at > (dead.status_on + 1)::timestamp AT TIME ZONE 'Asia/Shanghai' + interval '1 day'",
        f"JOIN ({DEAD}) AS dead ON dead.id = d.person",
    ),
    of_device(
        "device_of_nobody",
        N_("设备登记给不存在的档案"),
        N_("按下后不知道是谁。核对安装记录。"),
        Severity.SEVERE,
        f"{IN_HOME} AND NOT EXISTS (SELECT FROM ({FILES}) AS file WHERE file.id = d.person)",
    ),
    of_device(
        "device_out_of_step",
        N_("设备的地区与老人的档案不同"),
        N_("报警会出现在别的街道。老人搬家后应同时更改设备。"),
        Severity.SEVERE,
        f"{IN_HOME} AND file.area <> d.area",
        f"JOIN ({FILES}) AS file ON file.id = d.person",
    ),
    of_device(
        "device_of_double",
        N_("设备登记在已并入的档案上"),
        N_("档案已并入另一份，设备应登记到现在的档案。"),
        Severity.SLIGHT,
        f"{IN_HOME} AND file.same_as_id IS NOT NULL",
        f"JOIN ({FILES}) AS file ON file.id = d.person",
    ),
    of_device(
        "installed_twice",
        N_("同一老人同一位置装了两台同类设备"),
        N_("多半是旧设备没有收回，会付两份钱。收回其中一台。"),
        Severity.SLIGHT,
        f"""{IN_HOME} AND EXISTS (SELECT FROM telecare_device o WHERE o.person = d.person AND o.id <> d.id
            AND o.kind = d.kind AND o.place = d.place AND o.state IN ('installed', 'in_use'))""",
    ),
    of_device(
        "stock_with_person",
        N_("不在家中的设备还挂着老人"),
        N_("设备在库存、已收回或报废，却仍登记给老人，家属以为还在守护。清除登记。"),
        Severity.SERIOUS,
        "d.state NOT IN ('installed', 'in_use', 'lost') AND d.person IS NOT NULL",
    ),
    of_device(
        "model_unknown",
        N_("设备的型号不在目录中"),
        N_("不知道报警代码是什么意思，也不知道多久算失联。补录型号。"),
        Severity.SERIOUS,
        "d.model <> '' AND NOT EXISTS (SELECT FROM telecare_devicemodel m WHERE m.code = d.model)",
    ),
    of_device(
        "heard_in_future",
        N_("设备的心跳来自未来"),
        N_("时钟不对，失联时看不出来。校时或检修。"),
        Severity.SERIOUS,
        """greatest(d.last_seen_at, d.last_used_at) > %(now)s + make_interval(mins => %(future_minutes)s)""",
    ),
    of_device(
        "never_heard",
        N_("装好两周还没有一点声音的设备"),
        N_("可能没有开机或没有信号，按下也没有人知道。上门检查。"),
        Severity.SEVERE,
        f"""{IN_HOME} AND d.last_seen_at IS NULL
        AND d.installed_on < %(today)s::date - %(never_heard_days)s::int""",
    ),
    of_device(
        "installed_in_future",
        N_("安装日期在今天之后"),
        N_("日期录错，按使用付费会算错月份。"),
        Severity.SLIGHT,
        "d.installed_on > %(today)s",
    ),
    of_device(
        "in_use_undated",
        N_("使用中的设备没有安装日期"),
        N_("不知道从哪天起付费。补录安装日期。"),
        Severity.SLIGHT,
        f"{IN_HOME} AND d.installed_on IS NULL",
    ),
    of_device(
        "sim_doubled",
        N_("两台设备登记了同一张卡"),
        N_("来自这张卡的消息分不清是哪一家的。核对机身里的卡。"),
        Severity.SEVERE,
        f"""{IN_HOME} AND d.sim_index IN (SELECT o.sim_index FROM telecare_device o
            WHERE o.sim_index IS NOT NULL AND o.state IN ('installed', 'in_use')
            GROUP BY 1 HAVING count(*) > 1)""",
    ),
    of_device(
        "battery_impossible",
        N_("电量超过百分之百"),
        N_("设备的读数不可信，低电量不会提醒。核对型号的电量设置。"),
        Severity.SLIGHT,
        "d.battery_percent > 100",
    ),
)

WATCHED = (
    Check(
        "telecare.follow_up_left_over",
        N_("设备已不在家中而跟进还开着"),
        N_("没有可跟进的了，占着待办。办结。"),
        Severity.SLIGHT,
        """SELECT f.device_id AS id, f.area, f.person FROM telecare_followup f
        JOIN telecare_device d ON d.id = f.device_id
        WHERE f.closed_at IS NULL AND d.state NOT IN ('installed', 'in_use')""",
        DEVICE,
        OPENS,
    ),
    Check(
        "telecare.alert_too_long",
        N_("一天以上没有办结的监护提醒"),
        N_("提醒没有人处理完。联系老人后办结。"),
        Severity.SEVERE,
        """SELECT a.id, a.area, a.person FROM telecare_alert a WHERE a.state <> 'closed'
        AND a.shown_at < %(now)s - make_interval(hours => %(alert_hours)s)""",
        "monitoring",
        numbers=NUMBERS,
    ),
    Check(
        "telecare.alert_of_dead",
        N_("已故老人的监护提醒还开着"),
        N_("核实后办结，并收回设备。"),
        Severity.SERIOUS,
        f"""SELECT a.id, a.area, a.person FROM telecare_alert a JOIN ({DEAD}) AS dead ON dead.id = a.person
        WHERE a.state <> 'closed'""",
        "monitoring",
    ),
    Check(
        "telecare.limit_of_dead",
        N_("已故老人的个人限值还有效"),
        N_("结束限值。"),
        Severity.SLIGHT,
        f"""SELECT l.id, l.area, l.person FROM telecare_vitallimit l
        JOIN ({DEAD}) AS dead ON dead.id = l.person
        WHERE l.valid_to IS NULL OR l.valid_to > %(now)s""",
        "street_elder",
        "person",
    ),
    Check(
        "telecare.away_too_long",
        N_("外出登记太久没有结束"),
        N_("外出期间不判断无活动，老人可能早已回家而没有人守护。核实后结束外出。"),
        Severity.SERIOUS,
        """SELECT w.id, w.area, w.person FROM telecare_away w WHERE w.valid_to IS NULL
        AND w.valid_from < %(now)s - make_interval(days => %(away_days)s)""",
        "street_elder",
        "person",
        numbers=NUMBERS,
    ),
    Check(
        "telecare.trial_left_open",
        N_("测试按键的预告没有结束"),
        N_("预告期已过而没有关闭。结束测试，免得真的呼救被当作测试。"),
        Severity.SEVERE,
        """SELECT t.device_id AS id, t.area, t.person FROM telecare_devicetrial t
        WHERE t.ended_at IS NULL AND t.until_at < %(now)s - interval '10 minutes'""",
        DEVICE,
        OPENS,
    ),
)

CHECKS = (*DEVICES, *WATCHED)
