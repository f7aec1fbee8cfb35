"""What a form says of a field in plain words; the framework's own sentences speak of fields and variables."""

from django import forms
from django.core import validators
from django.utils.translation import gettext_lazy as _

LONG = _("最多 %(limit_value)d 个字，现在有 %(show_value)d 个。")
SHORT = _("至少 %(limit_value)d 个字，现在只有 %(show_value)d 个。")


def speak_plainly() -> None:
    """Set once, when the program starts."""
    forms.Field.default_error_messages["required"] = _("请填写这一项。")
    forms.ChoiceField.default_error_messages |= {
        "required": _("请选择一项。"),
        "invalid_choice": _("请从列出的选项中选择。"),
    }
    forms.FileField.default_error_messages["required"] = _("请选择文件。")
    forms.BooleanField.default_error_messages = {"required": _("请勾选这一项。")}
    forms.DateField.default_error_messages["invalid"] = _("请填写日期，例如 2026-11-22。")
    forms.IntegerField.default_error_messages["invalid"] = _("请填写整数。")
    validators.MaxLengthValidator.message = LONG
    validators.MinLengthValidator.message = SHORT
