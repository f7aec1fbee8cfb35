"""Checks of applications, notices and what is counted."""

from pathlib import Path

from chongyang.core.integrity import Check, Severity, load_numbers
from chongyang.core.words import N_
from chongyang.registry.queries.integrity import DEAD

NUMBERS = load_numbers(Path(__file__).resolve().parent / "data" / "integrity.yaml")
CASE = ("funding_case", "id")
OPEN = "x.state NOT IN ('draft', 'approved', 'refused', 'withdrawn')"


def _of(name: str, label: str, says: str, severity: Severity, where: str, joined: str = "") -> Check:
    rows = f"SELECT x.id, x.area, x.person FROM funding_application x {joined} WHERE {where}"
    return Check(f"funding.{name}", label, says, severity, rows, *CASE, "", NUMBERS)


CHECKS = (
    _of(
        "application_overdue",
        N_("资金申请逾期上报后仍没有办理"),
        N_("申请人等着结果，上一级也没有督促。尽快办理。"),
        Severity.SERIOUS,
        f"{OPEN} AND x.escalated_at < %(now)s - make_interval(days => %(overdue_days)s)",
    ),
    _of(
        "application_of_dead",
        N_("已故老人的资金申请还开着"),
        N_("去世后不再发放；核实后不予同意，或由家属撤回。"),
        Severity.SEVERE,
        OPEN,
        f"JOIN ({DEAD}) AS dead ON dead.id = x.person",
    ),
    _of(
        "notice_left_open",
        N_("公示期已满，申请没有转入下一环节"),
        N_("多半是有异议还没有答复。由与审核无关的人答复。"),
        Severity.SERIOUS,
        """EXISTS (SELECT FROM funding_notice n WHERE n.application_id = x.id AND n.closed_at IS NULL
            AND n.to_on < %(today)s::date - %(notice_days)s)""",
    ),
)
