"""The characters of designations, and an application brought to each of its stages."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from chongyang.core.clock import now
from chongyang.designations import operations
from chongyang.designations.models import Application, TitleHeld
from chongyang.designations.operations import ApplicationForm, HolderForm
from chongyang.designations.rules.titles import get_title
from chongyang.territory.enums import Role
from tests.funding import people
from tests.funding.people import PDF, do

STREET = 410105001000
OFFICE = "city.development-reform"
HEALTH = "city.health-family-planning"


def leading_office():
    return people.scope(Role.LEADING_GROUP_OFFICE, office=OFFICE)


def other_office():
    """A county reviewer of another office: answers objections."""
    return people.scope(Role.COUNTY_REVIEWER, "410105", office=HEALTH)


def full(title: str, share: int = 100) -> dict[str, str]:
    """A sheet with this share of all points."""
    return {item.key: f"{item.most * share / 100:.1f}" for item in get_title(title).items}


def draft(who, title="smart_street", **holder):
    told = holder or {"kind": "street", "area": STREET}
    return do(operations.begin, who, title=title, holder=HolderForm(**told))


def ready(row, who):
    """Everything that a submission needs."""
    form = ApplicationForm(statement="平台和呼叫系统已运行一年。", self_points=full(row.title))
    do(operations.save, who, application=row.id, form=form)
    do(operations.attach, who, application=row.id, kind="申报书", chunks=[PDF], name="申报书.pdf")
    return row


def submitted(who=None, title="smart_street", at=None, **holder) -> Application:
    who = who or people.street()
    row = ready(draft(who, title, **holder), who)
    return do(operations.submit, who, application=row.id, **({"now": at} if at else {}))


def accepted(row, who=None) -> Application:
    do(operations.pass_on, who or people.county(), application=row.id)
    return Application.objects.get(id=row.id)


def scored(row, share=90, who=None):
    told = {"points": full(row.title, share), "visited_on": timezone.localdate(now())}
    return do(operations.score, who or people.assessor(), application=row.id, **told)


def visited(row, share=90, signer=None) -> Application:
    found = scored(row, share)
    do(operations.sign, signer or people.county(), application=row.id, evaluation=found.id)
    return Application.objects.get(id=row.id)


def noticed(row=None, share=90) -> Application:
    row = visited(accepted(row or submitted()), share)
    do(operations.propose, people.city(), application=row.id)
    return Application.objects.get(id=row.id)


def at_decision(row=None, share=90) -> Application:
    row = noticed(row, share)
    operations.close_due_notices(now=now() + timedelta(days=40))
    return Application.objects.get(id=row.id)


def given(row=None, share=90, **told) -> TitleHeld:
    row = at_decision(row, share)
    return do(operations.give, leading_office(), application=row.id, **told)


def enterprise(who=None, name="测试智慧养老有限公司", title="smart_enterprise") -> Application:
    who = who or people.county()
    return submitted(who, title, kind="enterprise", name=name, area=410105000000)


def reviewed(held, *, advice="keep", share=90, at=None):
    """A review that was opened early and looked at."""
    said = {"now": at} if at else {}
    opened = do(operations.open_review, people.city(), held=held.id, why="群众反映服务停了", **said)
    looked = {"points": full(held.title, share), "advice": advice, **said}
    looked["visited_on"] = timezone.localdate(at or now())
    do(operations.report, people.assessor(), review=opened.id, **looked)
    return opened


def heard(held) -> UUID:
    """A review in which the holder was heard before a withdrawal."""
    review = reviewed(held, advice="withdraw", share=20)
    do(operations.propose_withdrawal, people.city(), review=review.id, reason="平台停用半年")
    do(operations.hear, people.city(), review=review.id, text="持有单位到场陈述，没有异议。")
    return review.id
