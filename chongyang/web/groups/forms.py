"""Forms of the desk. They give shapes alone; the room's rules say what may stand in them."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chongyang.core.labels import Labelled
from chongyang.groups import enums
from chongyang.groups.operations import CareForm, GrantForm, MemberForm
from chongyang.groups.rules import classes as rules
from chongyang.registry.enums import PersonClass, Relation, Sex

LEVELS = [
    ("", "—"),
    ("1", _("1（轻度／一级）")),
    ("2", _("2（中度／二级）")),
    ("3", _("3（重度／三级）")),
    ("4", _("4（完全／四级）")),
]


def choices_of(words: Iterable[Labelled], *, empty: bool = True) -> list[tuple[str, Any]]:
    return [*([("", "—")] if empty else []), *((word.value, _(word.label)) for word in words)]


def day(label: Any, **words: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=False, widget=widget, **words)


def text(label: Any, most: int, **attrs: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", **attrs})
    return forms.CharField(label=label, required=False, max_length=most, widget=widget)


def pick(label: Any, words: Iterable[Labelled], **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=choices_of(words), **more)


class Told(forms.Form):
    """A form to which the room's reasons come back. Fields of `asked` are marked as wanted; what is missing
    is told by the room's rules, together with all else that is wrong.
    """

    asked: tuple[str, ...] = ()

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self._want(is_wanted=True)

    def _want(self, *, is_wanted: bool) -> None:
        for name in self.asked:
            if name in self.fields:
                self.fields[name].required = is_wanted

    def full_clean(self) -> None:
        self._want(is_wanted=False)
        super().full_clean()
        self._want(is_wanted=True)

    def tell(self, reasons: dict[str, str]) -> None:
        for name, reason in reasons.items():
            self.add_error(name if name in self.fields else None, gettext(reason))


class ProposeForm(Told):
    asked = ("kind",)
    kind = forms.ChoiceField(label=_("类别"), required=False)

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        kinds = [kind for kind in PersonClass if rules.is_by_office(kind)]
        self.fields["kind"].choices = choices_of(kinds)  # type: ignore[attr-defined]
        self.fields["kind"].help_text = _("提给有权的部门认定，认定前不生效。")


class DecideForm(Told):
    """What the office's paper says."""

    asked = ("kind", "evidence", "number", "valid_from")
    evidence = pick(_("依据"), enums.Evidence)
    number = text(_("决定、证件或报告编号"), 60)
    valid_from = day(_("从哪一天起"))
    last_day = day(_("最后一天"), help_text=_("不设期限的可以不填；失能、残疾和低保边缘必须填。"))
    level = forms.ChoiceField(
        label=_("等级"), required=False, choices=LEVELS, help_text=_("只有失能和残疾填写。")
    )

    def __init__(self, kinds: Sequence[str], *args: Any, fixed: str = "", **words: Any) -> None:
        super().__init__(*args, **words)
        self.fixed = fixed
        if not fixed:
            known = [kind for kind in PersonClass if kind.value in kinds]
            field = forms.ChoiceField(label=_("类别"), required=False, choices=choices_of(known))
            self.fields = {"kind": field, **self.fields}
        wanted = {one for kind in ([fixed] if fixed else kinds) for one in rules.class_rules()[kind].evidence}
        papers = [one for one in enums.Evidence if one.value in wanted]
        self.fields["evidence"].choices = choices_of(papers, empty=len(papers) > 1)  # type: ignore[attr-defined]
        if fixed and not rules.class_rules()[fixed].levels:
            del self.fields["level"]
        self._want(is_wanted=True)

    def grant(self) -> GrantForm:
        given = dict(self.cleaned_data)
        return GrantForm(
            kind=self.fixed or given.get("kind", ""),
            evidence=given["evidence"],
            number=given["number"],
            valid_from=given["valid_from"],
            last_day=given["last_day"],
            level=given.get("level", ""),
        )


class EndForm(Told):
    asked = ("on", "reason")
    on = day(_("从哪一天起不再属于"))
    reason = pick(_("原因"), enums.BY_OFFICE)


class VisitForm(Told):
    asked = ("outcome", "visited_on")
    outcome = pick(_("结果"), enums.VisitOutcome)
    visited_on = day(_("走访日期"))
    note = forms.CharField(
        label=_("看到的情况"), required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )


class MemberFields(Told):
    """One who lives there: found by her file, or told by name."""

    asked = ("role", "on")
    role = pick(_("与户主关系"), enums.HouseRole)
    identity = text(_("老人档案：身份证号码"), 24, inputmode="text", autocapitalize="characters")
    name = text(_("姓名"), 60)
    sex = pick(_("性别"), Sex)
    birth_year = text(_("出生年份"), 4, inputmode="numeric")
    phone = text(_("电话"), 30, inputmode="tel")
    on = day(_("从哪一天起同住"))

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["identity"].help_text = _("60 岁以上、已有档案的填号码；其他家人填姓名。")

    def member(self, person: Any) -> MemberForm:
        given = self.cleaned_data
        if person:
            return MemberForm(given["role"], person)
        told = {name: given[name] for name in ("name", "sex", "birth_year", "phone")}
        return MemberForm(given["role"], None, **told)


class OpenForm(Told):
    asked = ("role", "on")
    role = pick(_("老人是"), enums.HouseRole, initial="head")
    on = day(_("从哪一天起住在一起"))


class LeaveForm(Told):
    asked = ("on", "reason", "new_head")
    on = day(_("从哪一天起不住在这里"))
    reason = pick(_("原因"), enums.LEFT_BY_HAND)
    new_head = forms.ChoiceField(label=_("新的户主"), required=False)

    def __init__(self, heads: Sequence[tuple[Any, str]], *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        if heads:
            self.fields["new_head"].choices = [("", "—"), *heads]  # type: ignore[attr-defined]
        else:
            del self.fields["new_head"]


class SplitForm(Told):
    asked = ("members", "head", "on")
    members = forms.MultipleChoiceField(
        label=_("分出去的人"), required=False, widget=forms.CheckboxSelectMultiple
    )
    head = forms.ChoiceField(label=_("新家庭的户主"), required=False)
    on = day(_("从哪一天起"))

    def __init__(self, members: Sequence[tuple[Any, str]], *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["members"].choices = members  # type: ignore[attr-defined]
        self.fields["head"].choices = [("", "—"), *members]  # type: ignore[attr-defined]


class RoleForm(Told):
    asked = ("role",)
    role = pick(_("与户主关系"), [one for one in enums.HouseRole if one is not enums.HouseRole.HEAD])


class CarerFields(Told):
    asked = ("kind", "since")
    kind = pick(_("照护者"), enums.CareKind)
    relation = pick(_("与老人关系"), Relation)
    identity = text(_("老人档案：身份证号码"), 24, inputmode="text", autocapitalize="characters")
    name = text(_("姓名"), 60)
    phone = text(_("电话"), 30, inputmode="tel")
    hours_a_week = text(_("每周小时数"), 3, inputmode="numeric")
    since = day(_("从哪一天起"))
    lives_with = forms.BooleanField(label=_("与老人同住"), required=False)
    is_main = forms.BooleanField(label=_("主要照护者"), required=False)

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["identity"].help_text = _("照护者本人也是有档案的老人时填写，例如老伴。")

    def care(self, carer: Any) -> CareForm:
        given = {name: value for name, value in self.cleaned_data.items() if name != "identity"}
        return CareForm(**given, carer=carer)


class EndCareForm(Told):
    asked = ("until",)
    until = day(_("到哪一天为止"))
