"""Accounts: find, open with a password for one sign-in, posts, locks, closing. Security admin alone."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.territory import operations as territory
from chongyang.territory import queries
from chongyang.territory.enums import ROLE_LABELS
from chongyang.territory.rules.capabilities import Can
from chongyang.web.admin.forms import AccountForm, PostForm
from chongyang.web.admin.words import ACCOUNT_STEPS, DONE
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.lists import joined

ROLES = {role.value: label for role, label in ROLE_LABELS.items()}
OPERATIONS: dict[str, Callable[..., Any]] = {
    "reset-password": territory.reset_password,
    "reset-factor": territory.reset_second_factor,
    "unlock": territory.unlock,
    "end-sessions": territory.end_sessions,
    "end-post": territory.end_post,
    "close": territory.close_account,
}


def private(response: HttpResponse) -> HttpResponse:
    """A password shown once stays in no cache."""
    response["Cache-Control"] = "no-store"
    return response


def _told(request: HttpRequest) -> dict[str, Any]:
    scope = scope_of(request)
    return {"scope": scope, "by": scope.actor, "now": clock_now()}


@require_GET
@opens_for(Can.MANAGE_ACCOUNTS)
def find(request: HttpRequest) -> HttpResponse:
    """Accounts by user name or name."""
    text = request.GET.get("q", "").strip()[:60]
    rows = queries.find_accounts(scope_of(request), text, now=clock_now())
    context = {"text": text, "rows": [_row(row) for row in rows]}
    return private(render(request, "administration/accounts.html", context))


def _row(row: Any) -> dict[str, Any]:
    posts = [(ROLES.get(post.role, post.role), post.organisation.short_name) for post in row.posts_now]
    return {"row": row, "posts": posts}


@require_http_methods(["GET", "POST"])
@opens_for(Can.MANAGE_ACCOUNTS)
def create(request: HttpRequest) -> HttpResponse:
    """Open an account; its password is shown this once."""
    form = AccountForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            account, password = territory.create_account(**form.cleaned_data, **_told(request))
        except territory.UnableToAdminister as refused:
            form.add_error(refused.field or None, gettext(refused.reason))
        else:
            return _page(request, account.id, password=password)
    return private(render(request, "administration/create.html", {"form": form}))


@require_GET
@opens_for(Can.MANAGE_ACCOUNTS)
def account(request: HttpRequest, account: UUID) -> HttpResponse:
    """One account with its posts and its state."""
    return _page(request, account)


def _page(request: HttpRequest, account: UUID, **more: Any) -> HttpResponse:
    scope, now = scope_of(request), clock_now()
    try:
        held = queries.get_held(scope, account, now=now)
    except queries.UnknownAccount:
        raise Http404 from None
    context = {
        "held": held,
        "posts": [_post(post, now) for post in held.posts],
        "is_own": account == scope.actor.account,
        "form": PostForm(organisations_of(request)),
        "password": "",
        "problem": "",
        **more,
    }
    return private(render(request, "administration/account.html", context))


def _post(post: Any, now: Any) -> dict[str, Any]:
    return {
        "row": post,
        "role": ROLES.get(post.role, post.role),
        "organisation": post.organisation.name,
        "is_held": post.valid_to is None or post.valid_to > now,
        "areas": joined(_area_name(first, last) for first, last in post.intervals),
    }


def _area_name(first: int, last: int) -> str:
    """The unit whose interval this is: 410105001000 to …999 is the street 410105001."""
    digits = 12 - len(str(last - first + 1)) + 1
    try:
        return queries.get_area(str(first)[:digits]).name
    except queries.UnknownArea:
        return str(first)[:digits]


def organisations_of(request: HttpRequest) -> list[tuple[str, str]]:
    """The organisations of today within the administrator's reach."""
    reach = queries.reach_of(scope_of(request))
    rows = queries.list_organisations(on=timezone.localdate())
    return [(row.key, row.name) for row in rows if reach.covers(row.area)]


@require_POST
@opens_for(Can.MANAGE_ACCOUNTS)
def act(request: HttpRequest, account: UUID, step: str) -> HttpResponse:
    """One step on one account; what refuses it is told on the account's page."""
    if step not in ACCOUNT_STEPS:
        raise Http404
    words: dict[str, Any] = {"account": account, **_told(request)}
    if step == "end-post":
        words["post"] = _uuid(request.POST.get("post", ""))
    try:
        password = OPERATIONS[step](**words)
    except queries.UnknownAccount:
        raise Http404 from None
    except territory.UnableToAdminister as refused:
        return _page(request, account, problem=refused.reason)
    if step == "reset-password":
        return _page(request, account, password=password)
    messages.success(request, DONE[step])
    return redirect("administration_account", account)


@require_POST
@opens_for(Can.MANAGE_ACCOUNTS)
def give(request: HttpRequest, account: UUID) -> HttpResponse:
    """Give a post."""
    form = PostForm(organisations_of(request), request.POST)
    if form.is_valid():
        given = {**form.cleaned_data, "codes": form.cleaned_data["codes"].split()}
        try:
            territory.give_post(account=account, **given, **_told(request))
        except queries.UnknownAccount:
            raise Http404 from None
        except territory.UnableToAdminister as refused:
            form.add_error(refused.field or None, gettext(refused.reason))
        else:
            messages.success(request, DONE["give"])
            return redirect("administration_account", account)
    return _page(request, account, form=form)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
