"""What the pages share: the reader's reach, a step with its refusal in words, what was typed."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import update_wrapper
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from chongyang.core.access import enter
from chongyang.core.clock import now as clock_now
from chongyang.core.scopes import Scope
from chongyang.duties import operations, queries
from chongyang.indicators.rules.periods import Period
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of

Rest = ParamSpec("Rest")
View = Callable[Concatenate[HttpRequest, Rest], HttpResponse]
Opened = Callable[Concatenate[HttpRequest, Rest], HttpResponseBase]
PAGE, MOST_PAGES = 50, 9


def reads(view: View[Rest]) -> Opened[Rest]:
    """A page for who reads the ledger, within what the post reaches: no person stands in it."""

    def opened(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
        return within_reach(request, lambda: view(request, *args, **kwargs))

    update_wrapper(opened, view)
    return require_GET(opens_for(Can.READ_DUTIES)(opened))


def within_reach(request: HttpRequest, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """Also for a page that is shown again after a refusal."""
    reach = queries.reach_of(scope_of(request), now=clock_now())
    request.reach = reach  # type: ignore[attr-defined]
    with enter(reach):
        return answer()


def reach_of(request: HttpRequest) -> Scope:
    return request.reach  # type: ignore[attr-defined, no-any-return]


def said(request: HttpRequest) -> dict[str, Any]:
    """Scope, actor and moment, as operations ask for them."""
    scope = scope_of(request)
    return {"scope": scope, "by": scope.actor, "now": clock_now()}


def base(request: HttpRequest, here: str) -> dict[str, Any]:
    """What every page knows: the tab, and what the role may do."""
    scope = scope_of(request)
    return {
        "here": here,
        "may_office": may(scope, Can.ASSIGN_DUTIES),
        "may_report": may(scope, Can.REPORT_DUTIES),
        "now": clock_now(),
        "today": today_of(),
    }


def today_of() -> date:
    return timezone.localdate(clock_now())


def tried(step: Callable[[], Any]) -> dict[str, str]:
    """Take a step; what it refuses, by field, in words."""
    try:
        step()
    except operations.UnableToDo as refused:
        return {name: gettext(fault) for name, fault in refused.faults.items()}
    except operations.UnableToStep as refused:
        return {"step": _told(refused)}
    return {}


def outside_fields(faults: dict[str, str] | None, *fields: str) -> str:
    """What stands above the form: the sentences that belong to none of its fields."""
    return " ".join(words for name, words in (faults or {}).items() if name not in fields)


def _told(refused: operations.UnableToStep) -> str:
    if "reported" in refused.lacking:
        return gettext("反馈完成之前，请先报告到 100%，并附上佐证文件。")
    return gettext(refused.reason)


def do(request: HttpRequest, step: Callable[[], Any], done: str) -> bool:
    """Take a step and say what came of it. Whether it was taken."""
    faults = tried(step)
    if faults:
        messages.error(request, " ".join(faults.values()))
    else:
        messages.success(request, done)
    return not faults


def typed(request: HttpRequest, name: str, most: int) -> str:
    """What was typed, without what no column keeps; one sign more than fits is left for the rule."""
    words = request.POST.get(name, "").replace("\x00", "").replace("\r\n", "\n")
    return words.encode("utf-8", "ignore").decode()[: most + 1]


def handed(request: HttpRequest) -> list[operations.Handed]:
    """The files of a form."""
    return [
        operations.Handed(file.name or "", file.chunks(), file.size)
        for file in request.FILES.getlist("files")
    ]


def whole(text: str) -> int:
    """A whole number that somebody typed; -1 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else -1


def day_typed(request: HttpRequest, name: str) -> date:
    """A day; one long past for what is none, which every rule refuses."""
    try:
        return date.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        return date.min


def keys_typed(names: Iterable[str]) -> tuple[UUID, ...]:
    """Raises Http404 for what is no key."""
    try:
        return tuple(UUID(name) for name in names if name)
    except ValueError:
        raise Http404 from None


def period_typed(name: str) -> Period:
    """A quarter by its name; the running one for none. Raises Http404."""
    try:
        return Period.read(name) if name else Period.around(today_of())
    except ValueError:
        raise Http404(name[:6]) from None


def paged(request: HttpRequest, rows: Any, size: int = PAGE) -> Any:
    """The page that `?page=` names, or the nearest there is; `others` keeps what else the address asks."""
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= MOST_PAGES else 1
    page = Paginator(rows, size).get_page(max(number, 1))
    others = request.GET.copy()
    others.pop("page", None)
    page.others = f"{others.urlencode()}&" if others else ""  # type: ignore[attr-defined]
    return page
