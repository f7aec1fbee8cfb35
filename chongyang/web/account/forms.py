"""The library's forms in the house's words: labels, no placeholders, no resetting by mail."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as FactorAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils.translation import gettext_lazy as _

LABELS = {
    "login": _("用户名"),
    "password": _("口令"),
    "oldpassword": _("现在的口令"),
    "password1": _("新口令"),
    "password2": _("再输一次新口令"),
    "code": _("验证码"),
}


class Plain(forms.BaseForm):
    """Our labels; help and placeholders that only repeat them go."""

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)
        for name in ("password", "oldpassword"):
            if name in self.fields:
                self.fields[name].help_text = ""


class SignInForm(Plain, LoginForm):  # type: ignore[misc]
    """User name and password."""


class PasswordAgainForm(Plain, ReauthenticateForm):  # type: ignore[misc]
    """The password once more."""


class NewPasswordForm(Plain, ChangePasswordForm):  # type: ignore[misc]
    """The old password, the new one twice; the old one again is no new one."""

    def clean(self) -> Any:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("password1") and given.get("password1") == given.get("oldpassword"):
            self.add_error("password1", _("新口令不能和现在的一样。"))
        return given


class CodeForm(Plain, AuthenticateForm):  # type: ignore[misc]
    """The code of the second factor."""


class CodeAgainForm(Plain, FactorAgainForm):  # type: ignore[misc]
    """The code once more."""


class FirstCodeForm(Plain, ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new authenticator."""
