"""What the pages of the desk of devices ask for."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chongyang.telecare.enums import Coordinates, DeviceKind, Holder, Protocol
from chongyang.telecare.operations import Placing
from chongyang.telecare.rules import catalogue, places

BLANK_CODES = 3
MOST_CODES = 40
SCAN = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "off", "inputmode": "text"}


def _words(choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(value, gettext(word)) for value, word in choices]


class InstallForm(forms.Form):
    """Which device, where in the home, who keeps it."""

    serial = forms.CharField(
        label=_("序列号"),
        max_length=40,
        help_text=_("用扫码枪扫机身条码，或手工输入；设备须已在库存中"),
        widget=forms.TextInput(attrs={**SCAN, "autofocus": True}),
    )
    place = forms.ChoiceField(label=_("安装位置"))
    detail = forms.CharField(
        label=_("位置说明"), max_length=40, required=False, help_text=_("例如：马桶右侧；不写人名和电话")
    )
    holder = forms.ChoiceField(label=_("由谁保管"))
    sim = forms.CharField(
        label=_("SIM卡号"),
        max_length=20,
        required=False,
        help_text=_("设备用卡时填写11至20位数字；保存后只显示末四位"),
        widget=forms.TextInput(attrs={**SCAN, "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            ("", gettext("请选择")),
            *((word, gettext(word)) for word in places.PLACES),
        ]
        self.fields["holder"].choices = _words(Holder.choices())  # type: ignore[attr-defined]

    def placing(self) -> Placing:
        """What was said, as the operation takes it."""
        said = self.cleaned_data
        place = places.place_of(said["place"], said["detail"])
        return Placing(place, Holder.of(said["holder"]), said["sim"].strip())


class ModelForm(forms.Form):
    """A model of the catalogue but its alarm codes, which are rows of their own."""

    code = forms.CharField(label=_("型号代码"), max_length=60)
    vendor = forms.CharField(label=_("厂商"), max_length=60)
    name = forms.CharField(label=_("名称"), max_length=60)
    kind = forms.ChoiceField(label=_("种类"))
    protocol = forms.ChoiceField(label=_("协议"))
    coordinates = forms.ChoiceField(label=_("坐标系"), help_text=_("设备上报位置用的坐标系，按厂商文档填写"))
    heartbeat_seconds = forms.IntegerField(label=_("心跳间隔（秒）"), min_value=1)
    battery_low = forms.IntegerField(
        label=_("低电量（%）"), required=False, help_text=_("接电源的设备两项都留空")
    )
    battery_flat = forms.IntegerField(label=_("电量耗尽（%）"), required=False)
    firmware = forms.CharField(label=_("固件版本"), max_length=40, required=False)
    source = forms.CharField(
        label=_("依据"), max_length=200, required=False, help_text=_("厂商文档的名称、版本和日期")
    )
    reason = forms.CharField(label=_("更改理由"), max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in (("kind", DeviceKind), ("protocol", Protocol), ("coordinates", Coordinates)):
            self.fields[name].choices = _words(words.choices())  # type: ignore[attr-defined]

    def entry(self, codes: dict[str, str]) -> catalogue.ModelEntry:
        """The model as the operation takes it."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in ("reason", "version")}
        said |= {
            "kind": DeviceKind.of(said["kind"]),
            "protocol": Protocol.of(said["protocol"]),
            "coordinates": Coordinates.of(said["coordinates"]),
        }
        return catalogue.ModelEntry(**said, alarm_codes=codes)
