"""Checks of change requests, hand-overs, cards and invitations."""

from pathlib import Path

from chongyang.core.integrity import Check, Severity, load_numbers
from chongyang.core.words import N_
from chongyang.registry.queries.integrity import DEAD

NUMBERS = load_numbers(Path(__file__).resolve().parent / "data" / "integrity.yaml")


def _of(
    table: str,
    name: str,
    label: str,
    says: str,
    severity: Severity,
    where: str,
    mend: str,
    opens: str = "id",
    joined: str = "",
    person: str = "x.person",
) -> Check:
    rows = f"SELECT x.id, x.area, {person} AS person FROM {table} x {joined} WHERE {where}"
    return Check(f"registration.{name}", label, says, severity, rows, mend, opens, "", NUMBERS)


DEAD_PERSON = f"JOIN ({DEAD}) AS dead ON dead.id = x.person"

CHECKS = (
    _of(
        "registration_handover",
        "hand_over_overdue",
        N_("迁移交接过期没有接收"),
        N_("老人已搬走，迁入地没有答复，两边都可能没人管。催办。"),
        Severity.SERIOUS,
        "x.state = 'proposed' AND x.due_at < %(now)s",
        "registration_hand_over",
    ),
    _of(
        "registration_handover",
        "hand_over_of_dead",
        N_("已故老人的迁移交接还开着"),
        N_("不用再交接。撤回。"),
        Severity.SLIGHT,
        "x.state = 'proposed'",
        "registration_hand_over",
        joined=DEAD_PERSON,
    ),
    _of(
        "registration_changerequest",
        "change_overdue",
        N_("变更申请过期没有审定"),
        N_("老人或家属等着答复。审定或退回。"),
        Severity.SERIOUS,
        "x.state = 'open' AND x.decided_at IS NULL AND x.due_at < %(now)s",
        "registration_change",
    ),
    _of(
        "registration_card",
        "card_of_dead",
        N_("已故老人的登记卡还有效"),
        N_("卡可能被别人使用。注销登记卡。"),
        Severity.SERIOUS,
        "x.ended_at IS NULL",
        "registration_cards_of",
        "person",
        DEAD_PERSON,
    ),
    _of(
        "registration_invitation",
        "invited_though_registered",
        N_("已登记的人还在邀请名单上"),
        N_("会再打电话请人登记，惹人厌烦。更新邀请名单。"),
        Severity.SLIGHT,
        "x.state NOT IN ('registered') AND e.registered_at IS NOT NULL",
        "registration_invitation",
        joined="JOIN registry_elder e ON e.id = x.subject",
        person="e.id",
    ),
    _of(
        "registration_invitation",
        "dead_to_invite",
        N_("邀请名单上有已故的老人"),
        N_("不要打这通电话。从名单上去掉。"),
        Severity.SEVERE,
        "x.state NOT IN ('registered', 'gone')",
        "registration_invitation",
        joined=f"JOIN ({DEAD}) AS dead ON dead.id = x.subject",
        person="x.subject",
    ),
)
