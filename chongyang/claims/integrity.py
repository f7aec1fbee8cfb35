"""Checks of what departments told: to whom it belongs, what waits for a decision."""

from pathlib import Path

from chongyang.core.integrity import Check, Severity, load_numbers
from chongyang.core.words import N_

NUMBERS = load_numbers(Path(__file__).resolve().parent / "data" / "integrity.yaml")

CHECKS = (
    Check(
        "claims.orphan",
        N_("部门数据没有归属"),
        N_("部门说了一个人，却还没有认出是谁。运行关联，或在关联台判断。"),
        Severity.SLIGHT,
        """SELECT c.id, c.area, NULL::uuid AS person FROM claims_claim c
        WHERE c.valid_to IS NULL AND NOT EXISTS (SELECT FROM claims_belonging b
            WHERE b.feed = c.feed AND b.record_index = c.record_index)""",
        "linkage",
    ),
    Check(
        "claims.belonging_without_claim",
        N_("归属所指的部门数据不存在"),
        N_("记录已不在，归属还在。重新运行关联。"),
        Severity.SLIGHT,
        """SELECT md5(b.feed || encode(b.record_index, 'hex'))::uuid AS id, b.area, b.person
        FROM claims_belonging b WHERE NOT EXISTS (SELECT FROM claims_claim c
            WHERE c.feed = b.feed AND c.record_index = b.record_index)""",
        "linkage",
    ),
    Check(
        "claims.twice_in_one_feed",
        N_("同一人在同一来源里有两条记录"),
        N_("可能是两个人被当成一个，也可能是一人有两个号码。在关联台比较。"),
        Severity.SERIOUS,
        """SELECT md5(b.feed || encode(b.record_index, 'hex'))::uuid AS id, b.area, b.person
        FROM claims_belonging b JOIN claims_claim c
            ON c.feed = b.feed AND c.record_index = b.record_index AND c.valid_to IS NULL
        WHERE EXISTS (SELECT FROM claims_belonging o JOIN claims_claim d
            ON d.feed = o.feed AND d.record_index = o.record_index AND d.valid_to IS NULL
            WHERE o.person = b.person AND o.feed = b.feed AND o.record_index <> b.record_index)""",
        "claims_elder",
        "person",
    ),
    Check(
        "claims.death_waiting",
        N_("去世线索一天以上没有人核实"),
        N_("部门说此人已去世。核实之前待遇照发，应当天有人看。"),
        Severity.SEVERE,
        """SELECT s.id, s.area, s.person FROM claims_stopproposal s WHERE s.state = 'waiting'
        AND s.proposed_at < %(now)s - make_interval(days => %(death_days)s)""",
        "claims_death",
        "id",
        numbers=NUMBERS,
    ),
    Check(
        "claims.conflict_open_long",
        N_("各部门说法不一，三个月没有理清"),
        N_("待遇按哪个部门的说法都可能错。并排看各来源，请出错的一方更正。"),
        Severity.SERIOUS,
        """SELECT d.person AS id, d.area, d.person FROM claims_disagreement d
        WHERE d.found_at < %(now)s - make_interval(days => %(conflict_days)s)""",
        "claims_elder",
        "person",
        numbers=NUMBERS,
    ),
    Check(
        "claims.contest_overdue",
        N_("异议过期没有答复"),
        N_("有人说数据不对，已过答复期限。尽快答复。"),
        Severity.SERIOUS,
        """SELECT c.id, c.area, c.person FROM claims_contest c
        WHERE c.state IN ('open', 'asked') AND c.due_at < %(now)s""",
        "claims_contest",
        "id",
        source="个人信息保护法 第五十条",
    ),
    Check(
        "claims.run_stalled",
        N_("停在半途的导入"),
        N_("导入进程已不在。在数据来源页继续导入。"),
        Severity.SERIOUS,
        """SELECT r.id, r.area, NULL::uuid AS person FROM claims_run r WHERE r.state = 'running'
        AND coalesce(r.alive_at, r.begun_at, r.received_at)
            < %(now)s - make_interval(mins => %(stalled_minutes)s)""",
        "feeds_run",
        "id",
        numbers=NUMBERS,
    ),
)
