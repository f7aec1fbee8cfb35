"""Forms of the desk."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chongyang.core.labels import Labelled
from chongyang.privacy.rules import exports, glass, retention, rights, unusual

WORDS = {"rows": 3, "maxlength": 480}


def options(words: type[Labelled]) -> list[tuple[str, Any]]:
    """A list with an empty first line: nothing is chosen for anybody."""
    return [("", _("请选择")), *((code, _(label)) for code, label in words.choices())]


def text_field(label: Any, *, required: bool = True, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=480, required=required, help_text=hint, widget=forms.Textarea(attrs=WORDS)
    )


class AskForm(forms.Form):
    """A question to the reader."""

    question = text_field(_("要问什么"), required=False, hint=_("查看人会看到。请不要写老人的姓名和号码。"))


class CloseForm(forms.Form):
    verdict = forms.ChoiceField(label=_("结论"), choices=options(unusual.Verdict))
    reason = text_field(_("理由"))


class ExplainForm(forms.Form):
    words = text_field(_("说明原因"), hint=_("由监督人员查阅。"))


class GlassForm(forms.Form):
    """Whose file, why, in words."""

    identity = forms.CharField(
        label=_("老人的身份证号码"),
        max_length=30,
        help_text=_("只能按完整号码打开一份档案，不能浏览。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text", "spellcheck": "false"}),
    )
    reason = forms.ChoiceField(label=_("理由"), choices=options(glass.Reason))
    words = text_field(_("发生了什么，为什么现在必须看"))


class ReviewForm(forms.Form):
    verdict = forms.ChoiceField(label=_("复核结论"), choices=options(glass.Verdict))
    reason = text_field(_("依据"))


class RequestForm(forms.Form):
    """A request at the counter."""

    kind = forms.ChoiceField(label=_("要办什么"), choices=options(rights.Kind))
    asker = forms.ChoiceField(label=_("由谁提出"), choices=options(rights.Asker))
    channel = forms.ChoiceField(
        label=_("方式"),
        choices=[one for one in options(rights.Channel) if one[0] != rights.Channel.ACCOUNT.value],
    )
    text = text_field(_("具体内容"), required=False, hint=_("更正、删除必须写明是哪一项。"))


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(label=_("答复结果"), choices=options(rights.Outcome))
    answer = text_field(_("答复内容"), required=False, hint=_("不能全部照办的，写明理由和依据。"))


class ReasonForm(forms.Form):
    reason = text_field(_("理由"))


class HandForm(forms.Form):
    handing = forms.ChoiceField(
        label=_("交付方式"),
        choices=[one for one in options(rights.Handing) if one[0] != rights.Handing.ACCOUNT.value],
    )


class HoldForm(forms.Form):
    reason = forms.ChoiceField(label=_("暂缓销毁的原因"), choices=options(retention.HoldReason))
    case_number = forms.CharField(label=_("案号"), max_length=60, required=False)


class ExportForm(forms.Form):
    """Which area, for what."""

    area = forms.ChoiceField(label=_("地区"), required=False)
    purpose = forms.ChoiceField(label=_("目的"), choices=options(exports.Purpose))

    def __init__(self, areas: Iterable[tuple[str, str]], *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["area"].choices = [("", _("辖区全部")), *areas]  # type: ignore[attr-defined]
