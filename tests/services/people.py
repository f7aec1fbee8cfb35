"""The characters of admission: an applicant, three of the county, and an application at each stage."""

from datetime import date, datetime
from typing import Any

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.identifiers import credit_check, organisation_check
from chongyang.core.scopes import Scope
from chongyang.services import operations
from chongyang.services.models import Entry
from chongyang.services.operations import EntryForm
from chongyang.services.rules import flows
from chongyang.territory.enums import Role
from tests import factories
from tests.services import made
from tests.workforce.made import contractor

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
COUNTY_CODE = "410105"


def county() -> Scope:
    return factories.scope_of(factories.make_account(Role.COUNTY_REVIEWER, None, COUNTY_CODE))


def outsider() -> Scope:
    return factories.scope_of(factories.make_account(Role.COUNTY_REVIEWER, None, "410102"))


def do(operation: Any, who: Scope, *, at: datetime | None = None, **told: Any) -> Any:
    """The operation in the scope of who does it."""
    with enter(who):
        return operation(scope=who, by=who.actor, now=at or now(), **told)


def credit_code(number: int) -> str:
    """A valid code that is nobody's."""
    inner = f"{10000000 + number}"
    first17 = f"91410105{inner}{organisation_check(inner)}"
    return first17 + credit_check(first17)


def filled(number: int = 1, **told: Any) -> EntryForm:
    values: dict[str, Any] = {
        "name": "测试居家服务有限公司",
        "kind": "enterprise",
        "credit_code": credit_code(number),
        "phone": "0371-66660001",
        "address": "经八路1号",
        "kinds": ("bathing", "daily_care"),
        "areas": (410105001000,),
        "statement": "有护理员十名，服务三年。",
        **told,
    }
    return EntryForm(**values)


def drafted(who: Scope, **told: Any) -> Entry:
    row = do(operations.begin, who)
    do(operations.save, who, entry=row.id, form=filled(**told))
    for kind in flows.load().evidence:
        do(operations.attach, who, entry=row.id, kind=kind, chunks=[PDF], name="材料.pdf")
    return row


def submitted(who: Scope | None = None, **told: Any) -> Entry:
    who = who or contractor(made.organisation())
    row = drafted(who, **told)
    return do(operations.submit, who, entry=row.id)


def at_decision(row: Entry | None = None) -> Entry:
    """Accepted by one and visited by another."""
    row = row or submitted()
    do(operations.accept, county(), entry=row.id)
    day = date(2019, 6, 3)
    return do(
        operations.report_visit, county(), entry=row.id, visited_on=day, finding="场所和人员与材料一致。"
    )


def admitted(row: Entry | None = None):
    row = at_decision(row)
    return do(operations.admit, county(), entry=row.id)
