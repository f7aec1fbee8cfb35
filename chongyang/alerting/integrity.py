"""Checks of rotas, channels and escalations: whether somebody would hear an alarm."""

from pathlib import Path

from chongyang.core.integrity import Check, Severity, load_numbers
from chongyang.core.words import N_

NUMBERS = load_numbers(Path(__file__).resolve().parent / "data" / "integrity.yaml")
ROTA = ("alerting_rota", "id")
UNREACHED = "alerting_unreachable"
SHIFTS = "SELECT FROM alerting_shift s WHERE s.rota_id = r.id AND s.cancelled_at IS NULL"

CHECKS = (
    Check(
        "alerting.rota_empty_now",
        N_("此刻没有人值班"),
        N_("升级到这个值班表时没有人可以通知。立即排人。"),
        Severity.SEVERE,
        f"""SELECT r.id, r.area, NULL::uuid AS person FROM alerting_rota r WHERE r.state = 'active'
        AND NOT EXISTS ({SHIFTS} AND s.begins_at <= %(now)s AND s.ends_at > %(now)s)""",
        *ROTA,
    ),
    Check(
        "alerting.rota_gap_ahead",
        N_("三天之内有空班"),
        N_("值班表在接下来的三天里有一段没有人。补排。"),
        Severity.SERIOUS,
        """SELECT r.id, r.area, NULL::uuid AS person FROM alerting_rota r WHERE r.state = 'active'
        AND NOT tstzrange(%(now)s, %(now)s + make_interval(days => %(gap_days)s)) <@ coalesce(
            (SELECT range_agg(tstzrange(s.begins_at, s.ends_at)) FROM alerting_shift s
                WHERE s.rota_id = r.id AND s.cancelled_at IS NULL AND s.ends_at > %(now)s),
            '{}'::tstzmultirange)""",
        *ROTA,
        numbers=NUMBERS,
    ),
    Check(
        "alerting.shift_of_closed_account",
        N_("排了已停用账号的班"),
        N_("轮到时通知不到任何人。换人。"),
        Severity.SEVERE,
        """SELECT s.rota_id AS id, s.area, NULL::uuid AS person FROM alerting_shift s
        JOIN territory_account a ON a.id = s.account
        WHERE NOT a.is_active AND s.cancelled_at IS NULL AND s.ends_at > %(now)s""",
        *ROTA,
    ),
    Check(
        "alerting.duty_without_channel",
        N_("值班的人没有任何联系渠道"),
        N_("轮到时通知不到。补录渠道并测试。"),
        Severity.SEVERE,
        """SELECT s.rota_id AS id, s.area, NULL::uuid AS person FROM alerting_shift s
        WHERE s.cancelled_at IS NULL AND s.ends_at > %(now)s
        AND NOT EXISTS (SELECT FROM alerting_channel c WHERE c.account = s.account)""",
        *ROTA,
    ),
    Check(
        "alerting.channel_not_tested",
        N_("从未测试或太久没有测试的渠道"),
        N_("不知道打不打得通。等本月的测试，或立即测试一次。"),
        Severity.SLIGHT,
        """SELECT c.id, c.area, c.person FROM alerting_channel c
        WHERE coalesce(c.tested_at, c.verified_at, '-infinity')
            < %(now)s - make_interval(days => %(channel_days)s) AND c.kind IN ('sms', 'voice')""",
        UNREACHED,
        numbers=NUMBERS,
    ),
    Check(
        "alerting.channel_of_nobody",
        N_("渠道所属的联系人已不在档案里"),
        N_("联系人已被替换，测试结果不再说明什么。下一轮测试时清除。"),
        Severity.SLIGHT,
        """SELECT c.id, c.area, c.person FROM alerting_channel c WHERE c.contact IS NOT NULL
        AND NOT EXISTS (SELECT FROM registry_contact k WHERE k.id = c.contact)""",
        UNREACHED,
    ),
    Check(
        "alerting.run_stalled",
        N_("一天以上没有结束的升级"),
        N_("升级一直在跑而没有人受理，也没有用尽。查看升级链。"),
        Severity.SEVERE,
        """SELECT r.subject AS id, r.area, r.person FROM alerting_run r WHERE r.state = 'running'
        AND r.started_at < %(now)s - make_interval(hours => %(run_hours)s)""",
        "alerting_run",
        "id",
        numbers=NUMBERS,
    ),
)
