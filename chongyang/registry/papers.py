"""What stands on the papers of the registry, for the templates in `data/`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from chongyang.core import typeset
from chongyang.registry.enums import ConsentPurpose
from chongyang.registry.rules import consents

CONSENT_FORM = typeset.read_template("chongyang.registry", "consent_form.typ")


def consent_form(
    elder: Any, purposes: Sequence[ConsentPurpose], now: datetime, language: str
) -> dict[str, Any]:
    """The form that is read, signed and kept: the words of today for each purpose, boxes, lines to sign.

    The name stands in full, because she signs it; number and address stay masked.
    """
    today = timezone.localdate(now)
    is_english = language.startswith("en")
    texts = [consents.present_text(purpose.value, today) for purpose in purposes]
    return {
        "language": "en" if is_english else "zh",
        "platform": gettext("重阳 · 养老服务平台"),
        "title": gettext("个人信息使用同意书"),
        "head": [
            [gettext("姓名"), elder.name],
            [gettext("身份证号码"), str(elder.identity_number) or "—"],
            [gettext("现住址"), str(elder.address) or "—"],
        ],
        "intro": gettext("每一项分别同意。请逐项阅读，在方框内打勾；不同意的项不影响其他服务。"),
        "items": [_item(text, english=is_english) for text in texts],
        "agree": gettext("同意"),
        "refuse": gettext("不同意"),
        "withdrawal": gettext("撤回后"),
        "signs": [gettext("本人（或监护人）签名"), gettext("经办人签名"), gettext("日期")],
        "made": f"{timezone.localtime(now):%Y-%m-%d %H:%M}",
    }


def _item(text: consents.Text, *, english: bool) -> dict[str, Any]:
    return {
        "title": gettext(ConsentPurpose.of(text.purpose).label),
        "version": f"{text.purpose} v{text.version} · SM3 {text.digest[:16]}",
        "lines": (text.en if english else text.zh).splitlines(),
        "stops": [gettext(stop.label) for stop in consents.stops_of(text.purpose)],
    }
