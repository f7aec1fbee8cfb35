"""Too many wrong passwords: the door says until when it stays shut, for this name alone."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext

from chongyang.core.words import N_
from chongyang.territory import lockout

LOCKED = N_(
    "口令连续输错太多次，这个用户名锁定到 %(when)s，之后可以再试。"
    "其他账号不受影响；急用请联系安全管理员解锁。"
)
CROWDED = N_("从这个网络地址输错的口令太多，请过十五分钟再试，或联系安全管理员。")


class LockOut(DefaultAccountAdapter):  # type: ignore[misc]
    """Counts by user name, known or not, before any password is hashed: a shut door costs next to nothing."""

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return lockout.key_of(credentials.get("username", ""))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            raise ValidationError(told(credentials.get("username", ""))) from None


def told(username: str) -> str:
    """Why the door is shut, and until when."""
    until = lockout.locked_until(username)
    if until is None:
        return gettext(CROWDED)
    return gettext(LOCKED) % {"when": f"{timezone.localtime(until):%H:%M}"}
