"""The characters of funding: an institution, a carer, an elder with a helper, and who reviews them."""

from datetime import date, timedelta

from django.utils import timezone

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.scopes import SYSTEM, Scope, system_scope
from chongyang.funding import operations
from chongyang.policy.models import Choice
from chongyang.policy.rules.programmes import get_programme
from chongyang.providers.models import Provider
from chongyang.registry import operations as registry
from chongyang.registry.models import Elder
from chongyang.territory.enums import Role
from chongyang.territory.models import Organisation
from chongyang.treasury.models import Budget
from tests import factories

PLACE = 410105001001
COUNTY, STREET, COMMUNITY = "410105", "410105001", "410105001001"
DAY = date(2019, 6, 1)
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
BEDS = {"is_public": False, "new_beds_filed": 10, "converted_beds_filed": 2}
FINANCE = "city.finance"


def organisation(name: str = "测试养老院") -> Organisation:
    number = Organisation.objects.count()
    return Organisation.objects.create(
        key=f"institution.{number}",
        name=name,
        short_name=name[:20],
        kind="institution",
        area=PLACE,
        intervals=[[PLACE, PLACE]],
    )


def place(**columns: object) -> Provider:
    told = {
        "name": "测试养老院",
        "kind": "care_home",
        "owner_kind": "private",
        "area": PLACE,
        "address": "测试路2号",
        "longitude": 113.68,
        "latitude": 34.77,
        "beds": 40,
        **columns,
    }
    return Provider.objects.create(**told)


def scope(role: Role, *codes: str, office: str | None = None, org: Organisation | None = None) -> Scope:
    from chongyang.territory import queries

    held = org or (queries.get_organisation(office) if office else None)
    return factories.scope_of(factories.make_account(role, held, *codes))


def clerk(org: Organisation | None = None) -> Scope:
    return scope(Role.INSTITUTION_CLERK, org=org or organisation())


def county() -> Scope:
    return scope(Role.COUNTY_REVIEWER, COUNTY)


def county_finance() -> Scope:
    return scope(Role.COUNTY_FINANCE, COUNTY, office=FINANCE)


def city() -> Scope:
    return scope(Role.CITY_REVIEWER)


def city_finance() -> Scope:
    return scope(Role.CITY_FINANCE, office=FINANCE)


def officer(community: str = COMMUNITY) -> Scope:
    return scope(Role.COMMUNITY_OFFICER, community)


def street(code: str = STREET) -> Scope:
    return scope(Role.STREET_CLERK, code)


def assessor(code: str = COUNTY) -> Scope:
    return scope(Role.THIRD_PARTY_ASSESSOR, code)


def outsider() -> Scope:
    return scope(Role.COUNTY_REVIEWER, "410102")


def helper_of(elder: Elder, *, days: int = 90, allows=("read_file", "apply_benefits"), at=None) -> Scope:
    """A family's account with a mandate."""
    account = factories.make_account(Role.FAMILY)
    moment = at or now()
    form = registry.MandateForm(
        basis="elder",
        allows=allows,
        channel="paper",
        text_version="1",
        relation="daughter",
        last_day=timezone.localdate(moment) + timedelta(days=days),
    )
    system = system_scope("test")
    registry.give_mandate(
        elder=elder, username=account.username, form=form, scope=system, by=SYSTEM, now=moment
    )
    return factories.scope_of(account)


def elder_herself(elder: Elder) -> Scope:
    account = factories.make_account(Role.ELDER)
    form = registry.MandateForm(
        basis="own_account",
        allows=("read_file",),
        channel="paper",
        text_version="1",
        relation="",
    )
    system = system_scope("test")
    registry.give_mandate(
        elder=elder, username=account.username, form=form, scope=system, by=SYSTEM, now=now()
    )
    return factories.scope_of(account)


def carer() -> tuple[Scope, object]:
    responder = factories.make_responder(kind="care_worker")
    from chongyang.territory import operations as territory
    from chongyang.territory.models import Post

    account = factories.account_of(responder)
    Post.objects.filter(account=account).update(role=Role.CARE_WORKER.value)
    assert territory
    return factories.scope_of(account), responder


def lasting_plan() -> None:
    """The city chose to go on after 2020."""
    one, two = factories.make_account(Role.CITY_FINANCE).id, factories.make_account(Role.CITY_FINANCE).id
    Choice.objects.create(
        parameter="plan.after_period",
        alternative="until_replaced",
        valid_from=date(2018, 7, 30),
        document="测试文件1号",
        proposed_by=one,
        proposed_at=now(),
        confirmed_by=two,
        confirmed_at=now(),
    )


def budgets(programme: str, fen: int = 10**12, fund: str = "general_budget") -> None:
    year = timezone.localdate(now()).year
    for area, level in ((410100000000, "city"), (410105000000, "county"), (410105001000, "street")):
        for when in (year, year + 1):
            Budget.objects.create(
                area=area, level=level, fund=fund, programme=programme, year=when, ceiling_fen=fen
            )


def do(operation, who: Scope, **told):
    """An operation as somebody, at this moment."""
    said = {"now": now(), **told}
    with enter(who):
        return operation(scope=who, by=who.actor, **said)


def draft(who: Scope, programme: str = "bed_construction", *, inputs=None, person=None, **form):
    told = {"day": DAY, "bank": "测试银行", "account": "6200000000000001234", **form}
    made = operations.ApplicationForm(inputs=BEDS if inputs is None else inputs, **told)
    return do(operations.begin, who, programme=programme, person=person, form=made)


def with_evidence(row, who: Scope, kinds=None):
    for kind in kinds if kinds is not None else get_programme(row.programme).evidence:
        do(operations.attach, who, application=row.id, kind=kind, chunks=[PDF], name="扫描件.pdf")
    return row


def submitted(who: Scope, programme: str = "bed_construction", **form):
    if programme == "bed_construction":
        form = {"objects": "A101-A112", "place": form.pop("at", None) or place().id, **form}
    row = with_evidence(draft(who, programme, **form), who)
    return do(operations.submit, who, application=row.id)
