"""Households and carers: opened, joined, left, split, another head; who cares since when."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.words import N_
from chongyang.groups import operations as groups
from chongyang.groups import queries
from chongyang.registry import operations as registry
from chongyang.registry.enums import SearchPurpose
from chongyang.territory.rules.capabilities import Can
from chongyang.web.groups import shown
from chongyang.web.groups.forms import (
    CarerFields,
    EndCareForm,
    LeaveForm,
    MemberFields,
    OpenForm,
    RoleForm,
    SplitForm,
)
from chongyang.web.groups.person import SAVED, ask_purpose, filled, told
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.opening import purpose_of

NOT_FOUND = N_("辖区内没有查到这份档案；不在辖区内的家人请填姓名。")
METHODS = ["GET", "POST"]


def _today() -> Any:
    return timezone.localdate(clock_now())


def _source(request: HttpRequest) -> str:
    return "community" if scope_of(request).role == "community_officer" else "street"


def _found(request: HttpRequest, text: str) -> UUID | None:
    """The file of exactly one elder within reach; raises UnableToKeep when a number finds nobody."""
    if not text.strip():
        return None
    purpose = SearchPurpose.FINDING.value
    answer = registry.search_elders(text=text, purpose=purpose, **told(request))
    if len(answer.elders) != 1:
        raise groups.UnableToKeep({"identity": NOT_FOUND})
    return UUID(str(answer.elders[0].id))


def _house(request: HttpRequest, person: UUID) -> Any:
    own = queries.place_of(scope_of(request), person)
    if own is None:
        raise Http404
    return own


@require_http_methods(METHODS)
@opens_for(Can.WRITE_ELDERS)
def open_house(request: HttpRequest, person: UUID) -> HttpResponse:
    """A household around this elder; the others are added one after the other."""
    form = OpenForm(request.POST or None, initial={"role": "head", "on": _today()})

    def act(who: dict[str, Any]) -> None:
        given = form.cleaned_data
        groups.open_household(
            elder=person, members=(), on=given["on"], role=given["role"], source=_source(request), **who
        )

    lead = gettext("先建家庭，再逐个添加同住的人。独自居住的老人只有户主一人。")
    return filled(request, person, form, act, title=gettext("建立家庭"), lead=lead, anchor="household")


@require_http_methods(METHODS)
@opens_for(Can.WRITE_ELDERS)
def add(request: HttpRequest, person: UUID) -> HttpResponse:
    """Somebody lives there too."""
    form = MemberFields(request.POST or None, initial={"on": _today()})

    def act(who: dict[str, Any]) -> None:
        given = form.cleaned_data
        member = form.member(_found(request, given["identity"]))
        house = _house(request, person).household_id
        groups.add_member(household=house, form=member, on=given["on"], **who)

    return filled(request, person, form, act, title=gettext("添加同住的人"), anchor="household")


def _named(request: HttpRequest, person: UUID) -> list[tuple[str, str]]:
    """The members of the house as choices."""
    scope = scope_of(request)
    rows = queries.members_of(scope, _house(request, person).household_id)
    names = queries.names_of(scope, rows)
    told_rows = [shown.member(row, names, _today()) for row in rows]
    return [(str(one["row"].id), f"{one['name']}（{one['role']}）") for one in told_rows]


def _member(request: HttpRequest, person: UUID, member: UUID) -> Any:
    """One of the house in which this elder lives."""
    scope = scope_of(request)
    rows = queries.members_of(scope, _house(request, person).household_id)
    found = next((row for row in rows if row.id == member), None)
    if found is None:
        raise Http404
    return found


@require_http_methods(METHODS)
@opens_for(Can.WRITE_ELDERS)
def leave(request: HttpRequest, person: UUID, member: UUID) -> HttpResponse:
    """Somebody lives there no more; after a head, another one."""
    row = _member(request, person, member)
    others = [pair for pair in _named(request, person) if pair[0] != str(member)]
    heads = others if row.role == "head" else []
    form = LeaveForm(heads, request.POST or None, initial={"on": _today()})

    def act(who: dict[str, Any]) -> None:
        given = form.cleaned_data
        chosen = given.get("new_head") or None
        groups.leave_household(
            member=member,
            on=given["on"],
            reason=given["reason"],
            new_head=UUID(chosen) if chosen else None,
            **who,
        )

    return filled(request, person, form, act, title=gettext("不再同住"), anchor="household")


@require_http_methods(METHODS)
@opens_for(Can.WRITE_ELDERS)
def role(request: HttpRequest, person: UUID, member: UUID) -> HttpResponse:
    """What somebody is to the head."""
    row = _member(request, person, member)
    form = RoleForm(request.POST or None, initial={"role": row.role})

    def act(who: dict[str, Any]) -> None:
        groups.change_role(member=member, role=form.cleaned_data["role"], **who)

    return filled(request, person, form, act, title=gettext("与户主关系"), anchor="household")


@require_POST
@opens_for(Can.WRITE_ELDERS)
def head(request: HttpRequest, person: UUID, member: UUID) -> HttpResponse:
    """Another head."""
    if not purpose_of(request, person):
        return ask_purpose(request, person)
    _member(request, person, member)
    try:
        groups.change_head(member=member, **told(request))
    except groups.UnableToKeep as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, SAVED)
    return redirect(f"/groups/elder/{person}/#household")


@require_http_methods(METHODS)
@opens_for(Can.WRITE_ELDERS)
def split(request: HttpRequest, person: UUID) -> HttpResponse:
    """Some of them live behind another door."""
    house = _house(request, person).household_id
    form = SplitForm(_named(request, person), request.POST or None, initial={"on": _today()})

    def act(who: dict[str, Any]) -> None:
        given = form.cleaned_data
        chosen = UUID(given["head"]) if given["head"] else UUID(int=0)
        gone = [UUID(one) for one in given["members"]]
        groups.split_household(household=house, members=gone, head=chosen, on=given["on"], **who)

    lead = gettext("分出去的人从这一天起是另一个家庭。原来的户主留下。")
    return filled(request, person, form, act, title=gettext("分户"), lead=lead, anchor="household")


@require_http_methods(METHODS)
@opens_for(Can.WRITE_ELDERS)
def carer(request: HttpRequest, person: UUID) -> HttpResponse:
    """Somebody cares for her."""
    form = CarerFields(request.POST or None, initial={"since": _today()})

    def act(who: dict[str, Any]) -> None:
        care = form.care(_found(request, form.cleaned_data["identity"]))
        groups.set_carer(elder=person, form=care, source=_source(request), **who)

    return filled(request, person, form, act, title=gettext("登记照护者"), anchor="carers")


@require_http_methods(METHODS)
@opens_for(Can.WRITE_ELDERS)
def end_carer(request: HttpRequest, person: UUID, care: UUID) -> HttpResponse:
    """It ended."""
    known = {row.id for row in queries.list_carers(scope_of(request), person)}
    if care not in known:
        raise Http404
    form = EndCareForm(request.POST or None, initial={"until": _today()})

    def act(who: dict[str, Any]) -> None:
        groups.end_care(care=care, on=form.cleaned_data["until"], **who)

    return filled(request, person, form, act, title=gettext("结束照护"), anchor="carers")
