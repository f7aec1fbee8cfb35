"""Checks of pairs, merges and people known from departments alone."""

from pathlib import Path

from chongyang.core.integrity import Check, Severity, load_numbers
from chongyang.core.words import N_
from chongyang.registry.queries.integrity import FILES

NUMBERS = load_numbers(Path(__file__).resolve().parent / "data" / "integrity.yaml")

CHECKS = (
    Check(
        "linkage.pair_waiting",
        N_("一个月没有判断的疑似同一人"),
        N_("两条记录是不是同一个人没有人看。在关联台判断。"),
        Severity.SERIOUS,
        """SELECT p.id, p.area, NULL::uuid AS person FROM linkage_pair p
        WHERE p.state IN ('open', 'unsure', 'proposed', 'asked')
        AND p.found_at < %(now)s - make_interval(days => %(pair_days)s)""",
        "linkage_pair",
        "id",
        numbers=NUMBERS,
    ),
    Check(
        "linkage.ask_unanswered",
        N_("别的县区问过而没有答复"),
        N_("对方等着确认是不是同一人。答复。"),
        Severity.SERIOUS,
        """SELECT a.id, a.area, a.person FROM linkage_ask a WHERE a.state = 'open'
        AND a.asked_at < %(now)s - make_interval(days => %(ask_days)s)""",
        "linkage_answer",
        "id",
        numbers=NUMBERS,
    ),
    Check(
        "linkage.merge_without_link",
        N_("合并过的两份档案没有关联"),
        N_("合并记录还在，档案之间的关联却没有了。核查后撤销合并或重新合并。"),
        Severity.SEVERE,
        f"""SELECT m.id, m.area, m.double AS person FROM linkage_merge m
        JOIN ({FILES}) AS file ON file.id = m.double
        WHERE m.parted_at IS NULL AND file.same_as_id IS DISTINCT FROM m.survivor""",
        "linkage_merge",
        "id",
    ),
    Check(
        "linkage.belonging_to_nobody",
        N_("部门数据归属于不存在的人"),
        N_("既没有这份档案，也没有这个已知的人。重新运行关联。"),
        Severity.SEVERE,
        """SELECT md5(b.feed || encode(b.record_index, 'hex'))::uuid AS id, b.area, NULL::uuid AS person
        FROM claims_belonging b WHERE NOT EXISTS (SELECT FROM registry_elder e WHERE e.id = b.person)
        AND NOT EXISTS (SELECT FROM linkage_known k WHERE k.id = b.person)""",
        "linkage",
    ),
    Check(
        "linkage.known_with_file",
        N_("已有档案而仍列为未登记的人"),
        N_("按身份证号码此人已有档案，部门数据应归到那份档案。重新运行关联。"),
        Severity.SERIOUS,
        """SELECT k.id, k.area, NULL::uuid AS person FROM linkage_known k
        JOIN registry_elder e ON e.identity_index = k.identity_index AND e.same_as_id IS NULL
        WHERE k.file IS NULL AND k.records > 0""",
        "linkage",
    ),
    Check(
        "linkage.run_stalled",
        N_("停在半途的关联"),
        N_("关联进程已不在，别的关联也开始不了。重新运行。"),
        Severity.SERIOUS,
        """SELECT r.id, r.area, NULL::uuid AS person FROM linkage_linkrun r WHERE r.state = 'running'
        AND r.alive_at < %(now)s - make_interval(mins => %(stalled_minutes)s)""",
        "linkage",
        numbers=NUMBERS,
    ),
)
