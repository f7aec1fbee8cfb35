"""Checks of agreements with departments and of what they are told."""

from pathlib import Path

from chongyang.core.integrity import Check, Severity, load_numbers
from chongyang.core.words import N_

NUMBERS = load_numbers(Path(__file__).resolve().parent / "data" / "integrity.yaml")
AGREEMENT = ("exchange_agreement", "id")

CHECKS = (
    Check(
        "exchange.agreement_run_out",
        N_("查询协议已到期而没有终止"),
        N_("到期后已不答复。续签另提一份，旧的终止。"),
        Severity.SLIGHT,
        """SELECT a.id, a.area, NULL::uuid AS person FROM exchange_agreement a
        WHERE a.state IN ('in_force', 'suspended') AND a.valid_to <= %(today)s""",
        *AGREEMENT,
    ),
    Check(
        "exchange.agreement_undecided",
        N_("提出一个月没有审定的协议"),
        N_("部门还在等。审定或退回。"),
        Severity.SLIGHT,
        """SELECT a.id, a.area, NULL::uuid AS person FROM exchange_agreement a WHERE a.state = 'draft'
        AND a.proposed_at < %(now)s - make_interval(days => %(decide_days)s)""",
        *AGREEMENT,
        numbers=NUMBERS,
    ),
    Check(
        "exchange.agreement_of_ended_organisation",
        N_("协议的部门已撤销"),
        N_("机构改革后应与继任机构另签协议。终止这一份。"),
        Severity.SEVERE,
        """SELECT a.id, a.area, NULL::uuid AS person FROM exchange_agreement a
        JOIN territory_organisation o ON o.id = a.organisation
        WHERE a.state = 'in_force' AND o.valid_to <= %(today)s""",
        *AGREEMENT,
    ),
    Check(
        "exchange.subscription_behind",
        N_("变动推送一天没有送达"),
        N_("对方不知道有人去世或迁出，待遇会错发。与对方核对地址后补发死信。"),
        Severity.SEVERE,
        """SELECT s.agreement_id AS id, s.area, NULL::uuid AS person FROM exchange_subscription s
        WHERE s.url <> '' AND s.ended_at IS NULL AND EXISTS (SELECT FROM exchange_toldchange t
            WHERE t.subscription_id = s.id AND t.number > s.delivered_number
            AND t.at < %(now)s - make_interval(hours => %(behind_hours)s))""",
        *AGREEMENT,
        numbers=NUMBERS,
    ),
)
