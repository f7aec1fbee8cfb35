"""What is typed on the budget page; the rules of the room say what is wrong with it."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chongyang.treasury.enums import Fund, Level, LineKind

DAY = {"type": "date"}
MOST_YUAN = Decimal(10**11)
BY_HAND = (LineKind.INITIAL, LineKind.RAISE, LineKind.CUT)


def _words(words: Any) -> list[tuple[str, Any]]:
    return [(one.value, _(one.label)) for one in words]


class YuanField(forms.DecimalField):
    """Yuan with at most two decimals, as whole fen."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            min_value=Decimal("0.01"), max_value=MOST_YUAN, decimal_places=2, max_digits=13, **options
        )

    def clean(self, value: Any) -> Any:
        return int(super().clean(value) * 100)


class LineForm(forms.Form):
    """A line of a budget."""

    level = forms.ChoiceField(label=_("出资方"))
    area = forms.TypedChoiceField(label=_("区域"), coerce=int)
    fund = forms.ChoiceField(label=_("资金来源"))
    programme = forms.ChoiceField(label=_("项目"))
    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2100)
    kind = forms.ChoiceField(label=_("事项"))
    amount_fen = YuanField(label=_("金额（元）"))
    document = forms.CharField(label=_("依据文件"), max_length=120)

    def __init__(
        self, *args: Any, areas: list[tuple[int, str]], programmes: list[tuple[str, str]], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        choices = {
            "level": _words(Level),
            "area": areas,
            "fund": _words(Fund),
            "programme": programmes,
            "kind": _words(BY_HAND),
        }
        for name, words in choices.items():
            self.fields[name].choices = words  # type: ignore[attr-defined]


class CollectForm(forms.Form):
    """A transfer that came in."""

    amount_fen = YuanField(label=_("到账金额（元）"))
    on = forms.DateField(label=_("到账日期"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    bank_reference = forms.CharField(label=_("银行流水号"), max_length=60)


class AllotForm(forms.Form):
    """Money for a county."""

    to_area = forms.TypedChoiceField(label=_("下达到"), coerce=int)
    amount_fen = YuanField(label=_("金额（元）"))
    document = forms.CharField(label=_("指标文件"), max_length=120)

    def __init__(self, *args: Any, areas: list[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["to_area"].choices = areas  # type: ignore[attr-defined]


class FreezeForm(forms.Form):
    """A freeze."""

    level = forms.ChoiceField(label=_("级别"))
    area = forms.TypedChoiceField(label=_("区域"), coerce=int)
    programme = forms.ChoiceField(label=_("项目"), required=False)
    valid_from = forms.DateField(label=_("从"), widget=forms.DateInput(attrs=DAY))
    valid_to = forms.DateField(label=_("到（不含）"), required=False, widget=forms.DateInput(attrs=DAY))
    reason = forms.CharField(label=_("理由"), max_length=200)

    def __init__(
        self, *args: Any, areas: list[tuple[int, str]], programmes: list[tuple[str, str]], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        choices = {
            "level": _words(Level),
            "area": areas,
            "programme": [("", _("全部项目")), *programmes],
        }
        for name, words in choices.items():
            self.fields[name].choices = words  # type: ignore[attr-defined]


class YearForm(forms.Form):
    """The end of a year."""

    level = forms.ChoiceField(label=_("级别"))
    area = forms.TypedChoiceField(label=_("区域"), coerce=int)
    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2100)
    document = forms.CharField(label=_("依据文件"), max_length=120)

    def __init__(self, *args: Any, areas: list[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["level"].choices = _words(Level)  # type: ignore[attr-defined]
        self.fields["area"].choices = areas  # type: ignore[attr-defined]
