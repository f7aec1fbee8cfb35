"""Who comes in: a view open to one capability; what is out of reach answers like what does not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve

from chongyang.core.access import OutOfReach, enter
from chongyang.core.clock import now as clock_now
from chongyang.core.scopes import Scope
from chongyang.duties import queries as duties
from chongyang.emergency import queries as emergency
from chongyang.funding import queries as funding
from chongyang.hotline import queries as hotline
from chongyang.privacy import queries as privacy
from chongyang.projects import queries as projects
from chongyang.registration import queries as registration
from chongyang.registry import queries as registry
from chongyang.reporting import queries as reporting
from chongyang.territory import queries as territory
from chongyang.territory.permissions import NotAllowed, may
from chongyang.territory.rules.capabilities import Can
from chongyang.treasury import queries as treasury

Rest = ParamSpec("Rest")
View = Callable[Concatenate[HttpRequest, Rest], HttpResponseBase]


def scope_of(request: HttpRequest) -> Scope:
    """The scope that the middleware entered for this request."""
    return request.scope  # type: ignore[attr-defined, no-any-return]


def opens_for(*any_of: Can) -> Callable[[View[Rest]], View[Rest]]:
    """Visitors sign in first; roles with none of these are refused; rows out of reach are not there."""

    def wrap(view: View[Rest]) -> View[Rest]:
        @wraps(view)
        def door(request: HttpRequest, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not _may_any(scope_of(request), any_of):
                raise PermissionDenied
            try:
                return view(request, *args, **kwargs)
            except NotAllowed as error:
                raise PermissionDenied from error
            except (
                OutOfReach,
                duties.NotFound,
                emergency.NotFound,
                funding.NotFound,
                hotline.NotFound,
                privacy.NotFound,
                projects.NotFound,
                registration.NotFound,
                registry.NotFound,
                reporting.NotFound,
                treasury.NotFound,
            ) as error:
                raise Http404 from error

        door.any_of = any_of  # type: ignore[attr-defined]
        return cast("View[Rest]", door)

    return wrap


def opens_beyond_persons(*any_of: Can) -> Callable[[View[Rest]], View[Rest]]:
    """`opens_for` a page in whose rows no person stands: planners and leaders, who reach no person, read and
    keep them within the areas of their post.
    """

    def wrap(view: View[Rest]) -> View[Rest]:
        @wraps(view)
        def within(request: HttpRequest, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
            reach = territory.reach_without_persons(scope_of(request), now=clock_now())
            request.scope = reach  # type: ignore[attr-defined]
            with enter(reach):
                return view(request, *args, **kwargs)

        return opens_for(*any_of)(cast("View[Rest]", within))

    return wrap


def is_open(url: str, scope: Scope) -> bool:
    """Whether a reader may open a page of ours: nobody is led to a door that is shut to her."""
    try:
        any_of = getattr(resolve(url).func, "any_of", None)
    except Resolver404:
        return False
    return any_of is None or _may_any(scope, any_of)


def _may_any(scope: Scope, any_of: tuple[Can, ...]) -> bool:
    return any(may(scope, one) for one in any_of)
