"""What is typed about projects; the rules of the room say what is wrong with it."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chongyang.projects.enums import (
    AttractionState,
    Batch,
    EnterpriseKind,
    EnterpriseLevel,
    LandState,
    LandSupply,
    MoneySource,
    Sector,
    Stage,
)

DAY = {"type": "date"}
FEN_OF_WAN = 1_000_000
MOST_WAN = Decimal(10**8)
MONEY = "money_"


def words_of(words: Any, *, empty: Any = None) -> list[tuple[str, Any]]:
    found = [(value, _(label)) for value, label in words.choices()]
    return [("", empty), *found] if empty is not None else found


class WanField(forms.DecimalField):
    """Ten thousands of yuan with at most six places, as whole fen. Less than nothing is left to the rules."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_value=MOST_WAN, decimal_places=6, max_digits=15, **options)

    def clean(self, value: Any) -> Any:
        held = super().clean(value)
        return None if held is None else int(held * FEN_OF_WAN)


class DayField(forms.DateField):
    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), **options)


class MonthField(forms.CharField):
    """2026-09, as a browser's own chooser writes it; its first day."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_length=7, widget=forms.TextInput(attrs={"type": "month", "placeholder": "2026-09"}), **options
        )

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        year, _mark, month = text.partition("-")
        is_month = len(text) == 7 and text.isascii() and year.isdigit() and month.isdigit()
        if not is_month or not 1 <= int(month) <= 12 or not 2000 <= int(year) <= 2100:
            raise forms.ValidationError(_("月份写作 2026-09。"))
        return date(int(year), int(month), 1)


class ProjectForm(forms.Form):
    """What a project is. Name and clause of a named one stay as the plan says them."""

    name = forms.CharField(label=_("名称"), max_length=120)
    sector = forms.ChoiceField(label=_("领域"))
    area = forms.TypedChoiceField(label=_("在哪个县（市、区）"), coerce=int)
    place = forms.CharField(label=_("位置"), max_length=120, required=False)
    longitude = forms.FloatField(label=_("经度"), required=False)
    latitude = forms.FloatField(label=_("纬度"), required=False)
    owner = forms.CharField(label=_("建设单位"), max_length=120, required=False)
    leader = forms.CharField(
        label=_("责任领导（职务）"), max_length=120, required=False, help_text=_("写职务，不写姓名")
    )
    site_m2 = forms.DecimalField(
        label=_("占地面积（平方米）"), required=False, max_digits=12, decimal_places=2
    )
    floor_m2 = forms.DecimalField(
        label=_("建筑面积（平方米）"), required=False, max_digits=12, decimal_places=2
    )
    beds = forms.IntegerField(label=_("床位"), required=False)
    starts_on = DayField(label=_("计划开工"), required=False)
    ends_on = DayField(label=_("计划竣工"), required=False)
    clause = forms.CharField(
        label=_("依据条款"), max_length=30, required=False, help_text=_("如 2018-34/3.2.1")
    )
    note = forms.CharField(
        label=_("说明"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, areas: list[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["sector"].choices = words_of(Sector)  # type: ignore[attr-defined]
        self.fields["area"].choices = areas  # type: ignore[attr-defined]


class StageForm(forms.Form):
    """A move; back or into suspension needs both papers."""

    stage = forms.ChoiceField(label=_("改为"))
    on = DayField(label=_("日期"))
    reason = forms.CharField(
        label=_("理由"), max_length=200, required=False, help_text=_("退回、停缓或跨阶段必须写明")
    )
    document = forms.CharField(
        label=_("依据文件"), max_length=120, required=False, help_text=_("退回或停缓必须填写")
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["stage"].choices = words_of(Stage)  # type: ignore[attr-defined]


class BatchForm(forms.Form):
    batch = forms.ChoiceField(label=_("改为"))
    reason = forms.CharField(label=_("理由"), max_length=200)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["batch"].choices = words_of(Batch)  # type: ignore[attr-defined]


class MoneyForm(forms.Form):
    """Money by source, in ten thousands of yuan."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for source in MoneySource:
            self.fields[MONEY + source] = WanField(label=_(source.label), required=False)

    @property
    def money(self) -> dict[str, int]:
        """Fen by source of a form that was read; what was left empty is left out."""
        told = {source.value: self.cleaned_data.get(MONEY + source) for source in MoneySource}
        return {source: fen for source, fen in told.items() if fen is not None}

    @property
    def money_fields(self) -> list[Any]:
        return [self[MONEY + source] for source in MoneySource]

    @property
    def other_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if not name.startswith(MONEY)]


class MonthForm(MoneyForm):
    month = MonthField(label=_("月份"))
    share = forms.IntegerField(label=_("形象进度（%）"))
    says = forms.CharField(
        label=_("进展"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    reason = forms.CharField(
        label=_("超计划原因"), max_length=200, required=False, help_text=_("当年完成投资超过计划时填写")
    )


class CorrectForm(MoneyForm):
    share = forms.IntegerField(label=_("形象进度（%）"))
    reason = forms.CharField(label=_("更正原因"), max_length=200)
    document = forms.CharField(label=_("依据文件"), max_length=120)


class YearMoneyForm(MoneyForm):
    year = forms.IntegerField(label=_("年度"))


class GrantForm(forms.Form):
    year = forms.IntegerField(label=_("年度"))
    source = forms.ChoiceField(label=_("资金来源"))
    amount = WanField(label=_("金额（万元）"))
    document = forms.CharField(label=_("依据文件"), max_length=120)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["source"].choices = words_of(MoneySource)  # type: ignore[attr-defined]


class ApplicationForm(forms.Form):
    application = forms.UUIDField(
        label=_("已批准的奖补申请"), help_text=_("补贴奖补台上那份申请的编号（网址中的一段）")
    )


class ProblemForm(forms.Form):
    says = forms.CharField(label=_("问题"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    solver = forms.CharField(label=_("由谁解决"), max_length=120)
    due_on = DayField(label=_("解决期限"))


class ParcelForm(forms.Form):
    label = forms.CharField(label=_("地块编号"), max_length=60)
    size_m2 = forms.DecimalField(label=_("面积（平方米）"), max_digits=12, decimal_places=2)
    supply = forms.ChoiceField(label=_("供地方式"))
    state = forms.ChoiceField(label=_("状态"))
    document = forms.CharField(label=_("依据文件"), max_length=120, required=False)
    supplied_on = DayField(label=_("供地日期"), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["supply"].choices = words_of(LandSupply)  # type: ignore[attr-defined]
        self.fields["state"].choices = words_of(LandState)  # type: ignore[attr-defined]


class ParcelMoveForm(forms.Form):
    state = forms.ChoiceField(label=_("改为"))
    document = forms.CharField(label=_("依据文件"), max_length=120, required=False)
    supplied_on = DayField(label=_("供地日期"), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["state"].choices = words_of(LandState)  # type: ignore[attr-defined]


class EnterpriseForm(forms.Form):
    name = forms.CharField(label=_("企业名称"), max_length=120)
    area = forms.TypedChoiceField(label=_("在哪个县（市、区）"), coerce=int)
    kind = forms.ChoiceField(label=_("培育方向"))
    sector = forms.ChoiceField(label=_("领域"))
    level = forms.ChoiceField(label=_("级别"))

    def __init__(self, *args: Any, areas: list[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        choices: dict[str, Any] = {"area": areas, "kind": words_of(EnterpriseKind)}
        choices |= {"sector": words_of(Sector), "level": words_of(EnterpriseLevel)}
        for name, words in choices.items():
            self.fields[name].choices = words  # type: ignore[attr-defined]


class RevenueForm(forms.Form):
    year = forms.IntegerField(label=_("年度"))
    revenue = WanField(label=_("营业收入（万元）"))
    document = forms.CharField(label=_("依据文件"), max_length=120)


class AttractionForm(forms.Form):
    investor = forms.CharField(label=_("投资方"), max_length=120)
    area = forms.TypedChoiceField(label=_("落户县（市、区）"), coerce=int)
    state = forms.ChoiceField(label=_("状态"))
    agreed = WanField(label=_("协议金额（万元）"), required=False)
    arrived = WanField(label=_("到位金额（万元）"), required=False)
    agreed_on = DayField(label=_("签约日期"), required=False)
    arrived_on = DayField(label=_("落地日期"), required=False)
    is_known_operator = forms.BooleanField(label=_("国内外知名养老服务机构"), required=False)
    is_case_by_case = forms.BooleanField(label=_("一事一议"), required=False)
    note = forms.CharField(label=_("说明（一事一议必填）"), max_length=300, required=False)
    reason = forms.CharField(label=_("到位资金减少的原因"), max_length=200, required=False)

    def __init__(self, *args: Any, areas: list[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["area"].choices = areas  # type: ignore[attr-defined]
        self.fields["state"].choices = words_of(AttractionState)  # type: ignore[attr-defined]


class BankForm(forms.Form):
    enterprise = forms.TypedChoiceField(label=_("企业"), coerce=str, required=False)
    project = forms.TypedChoiceField(label=_("库内项目"), coerce=str, required=False)
    bank = forms.CharField(label=_("银行"), max_length=60)
    need = WanField(label=_("需求（万元）"))
    agreed = WanField(label=_("授信（万元）"), required=False)
    paid = WanField(label=_("放款（万元）"), required=False)
    subsidy = forms.CharField(
        label=_("贴息政策"), max_length=120, required=False, help_text=_("方案没有写明贴息金额，只写名称")
    )
    met_on = DayField(label=_("对接日期"))
    document = forms.CharField(label=_("依据文件"), max_length=120, required=False)

    def __init__(
        self,
        *args: Any,
        enterprises: list[tuple[str, str]],
        projects: list[tuple[str, str]],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.fields["enterprise"].choices = [("", "—"), *enterprises]  # type: ignore[attr-defined]
        self.fields["project"].choices = [("", "—"), *projects]  # type: ignore[attr-defined]
