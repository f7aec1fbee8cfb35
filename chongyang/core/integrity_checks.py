"""Checks of the machine's own work: messages, seals, cases. What has no place stands at the city's area."""

from pathlib import Path

from chongyang.core.integrity import Check, Severity, load_numbers
from chongyang.core.words import N_

NUMBERS = load_numbers(Path(__file__).resolve().parent / "data" / "integrity.yaml")
MESSAGES, ADMIN = "administration_messages", "administration"
LAST_SEALED = "coalesce((SELECT max(last_xid) FROM core_seal), 0)::text::xid8"

CHECKS = (
    Check(
        "core.outbox_dead",
        N_("死信"),
        N_("多次投递都没有成功的消息，对方至今不知道。查明原因后补发。"),
        Severity.SEVERE,
        "SELECT id, area, person FROM core_outboxmessage WHERE state = 'dead'",
        MESSAGES,
    ),
    Check(
        "core.outbox_late",
        N_("迟迟没有发出的消息"),
        N_("早该发出的消息还在排队：后台任务可能停了。检查后台进程。"),
        Severity.SERIOUS,
        """SELECT id, area, person FROM core_outboxmessage
        WHERE state = 'waiting' AND due_at < %(now)s - make_interval(mins => %(late_minutes)s)""",
        ADMIN,
        numbers=NUMBERS,
    ),
    Check(
        "core.unsealed_events",
        N_("没有封存的业务事件"),
        N_("事件过了很久还没有封存，其间被改动也看不出来。检查后台进程。"),
        Severity.SEVERE,
        f"""SELECT id, area, person FROM core_event
        WHERE xid > {LAST_SEALED} AND recorded_at < %(now)s - make_interval(mins => %(unsealed_minutes)s)""",
        "administration_audit",
        source="GB/T 22239-2019 8.1.4.3",
        numbers=NUMBERS,
    ),
    Check(
        "core.case_timer_overdue",
        N_("到时没有触发的流程时限"),
        N_("时限已过而没有升级或提醒：后台任务可能停了。检查后台进程。"),
        Severity.SEVERE,
        """SELECT id, area, person FROM core_case WHERE ended_at IS NULL
        AND due_at < %(now)s - make_interval(mins => %(late_minutes)s)""",
        ADMIN,
        numbers=NUMBERS,
    ),
    Check(
        "core.case_without_steps",
        N_("没有任何步骤的事项"),
        N_("事项从哪里开始没有记录，无法追责。请数据管理员核查。"),
        Severity.SERIOUS,
        """SELECT c.id, c.area, c.person FROM core_case c
        WHERE NOT EXISTS (SELECT FROM core_step s WHERE s.case_id = c.id)""",
    ),
    Check(
        "core.case_in_another_state",
        N_("事项的状态与最后一步不同"),
        N_("状态与步骤对不上，后面的办理会被拒绝或走错。请数据管理员核查。"),
        Severity.SEVERE,
        """SELECT c.id, c.area, c.person FROM core_case c JOIN core_step s ON s.case_id = c.id
        AND s.number = c.last_number WHERE s.target <> c.state""",
    ),
    Check(
        "core.counts_old",
        N_("留存的街道数字过时"),
        N_("页面上的数字不是现在的。检查后台进程，或运行 recount。"),
        Severity.SLIGHT,
        """SELECT md5(kind || '/' || area)::uuid AS id, area, NULL::uuid AS person FROM core_keptcount
        WHERE counted_at < %(now)s - make_interval(mins => %(counts_minutes)s)""",
        "cockpit",
        numbers=NUMBERS,
    ),
    Check(
        "core.event_of_future",
        N_("发生在未来的业务事件"),
        N_("事件的时间比记录时间晚：某台机器的时钟不对。核对时钟。"),
        Severity.SERIOUS,
        "SELECT id, area, person FROM core_event WHERE at > recorded_at + interval '5 minutes' AND seq > "
        "coalesce((SELECT max(seq) FROM core_event), 0) - 1000000",
        "administration_audit",
    ),
)
