"""Which vendors are set up, by settings; what is wrong with them, for the administration's page."""

from collections.abc import Callable

from django.conf import settings

from chongyang.checkout.operations.vendors import Vendor, register
from chongyang.core.ports import Port
from chongyang.gateway.payments.contrib.alipay import Alipay
from chongyang.gateway.payments.contrib.sandbox import Sandbox
from chongyang.gateway.payments.contrib.wechat import WeChat

MAKERS: dict[str, Callable[[], Vendor]] = {
    Sandbox.name: Sandbox,
    WeChat.name: lambda: WeChat(settings.PAYMENT_SECRETS.get("wechat", {}), settings.PAYMENT_NOTICES),
    Alipay.name: lambda: Alipay(settings.PAYMENT_SECRETS.get("alipay", {}), settings.PAYMENT_NOTICES),
}


def register_all() -> None:
    """Said once, in `apps.ready`; a name that is not known stops the start, so that nobody waits for it."""
    for name in settings.PAYMENTS:
        register(MAKERS[name]())


def list_served() -> list[Port]:
    """Every vendor of the settings, with what is wrong."""
    return [_port(MAKERS[name]()) for name in settings.PAYMENTS]


def _port(vendor: Vendor) -> Port:
    return Port(vendor.label, vendor.name, tuple(vendor.check_config()))
