"""Checks of dated classes, households and carers."""

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
    return Check(f"groups.{name}", label, says, severity, rows, mend, opens, "", NUMBERS)


DEAD_PERSON = f"JOIN ({DEAD}) AS dead ON dead.id = x.person"
PERSON = ("groups_elder", "person")
IN_FORCE = "x.valid_from <= %(today)s AND (x.valid_to IS NULL OR x.valid_to > %(today)s)"

CHECKS = (
    _of(
        "groups_household",
        "household_without_head",
        N_("家庭没有户主"),
        N_("户主搬走或去世后没有另定，与户主的关系都说不清。指定户主。"),
        Severity.SERIOUS,
        """x.closed_on IS NULL AND EXISTS (SELECT FROM groups_member m
            WHERE m.household_id = x.id AND m.left_on IS NULL)
        AND NOT EXISTS (SELECT FROM groups_member m
            WHERE m.household_id = x.id AND m.left_on IS NULL AND m.role = 'head')""",
        "groups_headless",
        "",
        person="NULL::uuid",
    ),
    _of(
        "groups_household",
        "household_empty",
        N_("没有成员的家庭"),
        N_("门里已没有人，家庭应当结束。"),
        Severity.SLIGHT,
        """x.closed_on IS NULL AND NOT EXISTS (SELECT FROM groups_member m
            WHERE m.household_id = x.id AND m.left_on IS NULL)""",
        "groups",
        "",
        person="NULL::uuid",
    ),
    _of(
        "groups_member",
        "member_of_dead",
        N_("已故老人还在家庭里"),
        N_("同住的人因此不算独居。登记去世，家庭随之更新。"),
        Severity.SERIOUS,
        "x.left_on IS NULL",
        *PERSON,
        joined=DEAD_PERSON,
    ),
    _of(
        "groups_membership",
        "class_of_dead",
        N_("已故老人的类别还有效"),
        N_("待遇会继续发放。结束类别。"),
        Severity.SEVERE,
        IN_FORCE,
        *PERSON,
        joined=DEAD_PERSON,
    ),
    _of(
        "groups_membership",
        "class_not_in_file",
        N_("有效的类别没有写进档案"),
        N_("档案里看不到，服务和待遇会漏掉此人。重新运行当天的类别更新。"),
        Severity.SERIOUS,
        f"""{IN_FORCE} AND EXISTS (SELECT FROM registry_profile p
            WHERE p.id = x.person AND NOT x.kind = ANY(p.classes))""",
        *PERSON,
    ),
    _of(
        "groups_membership",
        "class_without_office",
        N_("须由主管部门认定的类别没有认定机构"),
        N_("特困、低保、残疾等只能由有权的部门认定。补上认定机构，或结束类别。"),
        Severity.SEVERE,
        f"{IN_FORCE} AND x.office IS NULL AND x.authority NOT IN ('rule', 'visit')",
        *PERSON,
    ),
    _of(
        "groups_membership",
        "class_office_gone",
        N_("认定机构在认定之前就已撤销"),
        N_("当时没有这个机构，认定无效或日期录错。核对文书。"),
        Severity.SERIOUS,
        f"{IN_FORCE} AND o.valid_to <= x.valid_from",
        *PERSON,
        joined="JOIN territory_organisation o ON o.id = x.office",
    ),
    _of(
        "groups_membership",
        "review_overdue",
        N_("早该复核的类别"),
        N_("复核日期已过两个月，情况可能变了。安排复核。"),
        Severity.SLIGHT,
        f"{IN_FORCE} AND x.review_on < %(today)s::date - %(review_days)s::int",
        "groups_reviews",
        "",
    ),
    _of(
        "groups_care",
        "care_of_dead",
        N_("已故老人的照护者还在册"),
        N_("照护时数会继续计算。结束照护关系。"),
        Severity.SLIGHT,
        "x.until IS NULL",
        *PERSON,
        joined=DEAD_PERSON,
    ),
)
