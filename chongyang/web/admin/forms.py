"""Forms of the administration."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chongyang.territory.enums import ROLE_LABELS
from chongyang.web.admin.words import KINDS


class AccountForm(forms.Form):
    """A new account: the password is made by the machine."""

    username = forms.CharField(
        label=_("用户名"),
        help_text=_("小写字母、数字、点或短横线，以字母开头。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": 60, "spellcheck": "false"}),
    )
    display_name = forms.CharField(
        label=_("姓名"), widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": 60})
    )


class PostForm(forms.Form):
    """A role in an organisation, narrowed to areas if wished."""

    role = forms.ChoiceField(label=_("岗位角色"))
    organisation = forms.ChoiceField(label=_("机构"))
    codes = forms.CharField(
        label=_("只限地区"),
        required=False,
        help_text=_("行政区划代码，空格隔开；不填就是机构的全部地区。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )

    def __init__(self, organisations: Iterable[tuple[str, str]], *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        roles = [("", "—"), *((role.value, _(label)) for role, label in ROLE_LABELS.items())]
        self.fields["role"].choices = roles  # type: ignore[attr-defined]
        self.fields["organisation"].choices = [("", "—"), *organisations]  # type: ignore[attr-defined]


class TrailForm(forms.Form):
    """What to look for in the trail of events."""

    kind = forms.ChoiceField(label=_("事件种类"), required=False)
    subject = forms.UUIDField(label=_("对象或老人编号"), required=False)
    since = forms.DateField(
        label=_("从"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("到（含）"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        kinds = [("", _("全部")), *((prefix, _(label)) for prefix, label in KINDS)]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
