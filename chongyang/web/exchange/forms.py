"""The terms of an agreement as somebody types them."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chongyang.exchange.enums import AnswerKind, Basis, Change, Field
from chongyang.exchange.operations import Terms

DAY = {"type": "date"}


def _words(words: Any) -> list[tuple[str, str]]:
    return [(value, gettext(label)) for value, label in words.choices()]


class TermsForm(forms.Form):
    """What is proposed; the rules of the room say what is wrong with it."""

    name = forms.CharField(label=_("名称"), max_length=80, help_text=_("例如：养老待遇资格核对"))
    code = forms.CharField(label=_("代码"), max_length=39, help_text=_("小写字母、数字、短横线，不能再改"))
    organisation = forms.ChoiceField(label=_("部门"))
    areas = forms.CharField(label=_("可查的区域代码"), max_length=400, help_text=_("用空格分开，例如：4101"))
    purposes = forms.CharField(
        label=_("用途和法律依据"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("每行一项：用途｜法律依据"),
    )
    basis = forms.ChoiceField(label=_("依据"))
    law = forms.CharField(label=_("共享依据的法律法规及条款"), max_length=200)
    answer_kind = forms.ChoiceField(label=_("答复方式"))
    fields_told = forms.MultipleChoiceField(
        label=_("可得的字段"), required=False, widget=forms.CheckboxSelectMultiple
    )
    changes = forms.MultipleChoiceField(
        label=_("告知的变动"), required=False, widget=forms.CheckboxSelectMultiple
    )
    hour_limit = forms.IntegerField(label=_("每小时限额"), min_value=1, initial=200)
    day_limit = forms.IntegerField(label=_("每天限额"), min_value=1, initial=1000)
    batch_limit = forms.IntegerField(label=_("每次人数"), min_value=1, initial=50)
    contact = forms.CharField(label=_("对方联系人"), max_length=80, help_text=_("岗位和电话，不写个人手机"))
    signed_by = forms.CharField(label=_("签署人"), max_length=80, help_text=_("双方签署人的岗位"))
    signed_on = forms.DateField(label=_("签署日期"), widget=forms.DateInput(attrs=DAY))
    valid_from = forms.DateField(label=_("开始日期"), widget=forms.DateInput(attrs=DAY))
    valid_to = forms.DateField(
        label=_("终止日期"), widget=forms.DateInput(attrs=DAY), help_text=_("当天不再有效")
    )

    def __init__(self, *args: Any, departments: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, Any] = {
            "organisation": [("", gettext("请选择")), *departments],
            "basis": _words(Basis),
            "answer_kind": _words(AnswerKind),
            "fields_told": _words(Field),
            "changes": _words(Change),
        }
        for name, words in choices.items():
            self.fields[name].choices = words  # type: ignore[attr-defined]

    def terms(self) -> Terms:
        """What was typed, as the room takes it."""
        said = dict(self.cleaned_data)
        lines = [line for line in said["purposes"].splitlines() if line.strip()]
        pairs = (line.replace("|", "｜").partition("｜") for line in lines)
        return Terms(
            **{name: said[name] for name in Terms.__dataclass_fields__ if name in said and name not in MADE},
            areas=tuple(said["areas"].split()),
            purposes=tuple((purpose.strip(), law.strip()) for purpose, _mark, law in pairs),
            fields=tuple(said["fields_told"]),
            changes=tuple(said["changes"]),
        )


MADE = ("areas", "purposes", "fields", "changes")
FIELD_OF = {"fields": "fields_told"}
"""Where a room's reason is shown in the form."""
