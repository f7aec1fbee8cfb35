"""The place of gateway in Django, and the messages that it brings out of the house."""

from django.apps import AppConfig


class GatewayConfig(AppConfig):
    name = "chongyang.gateway"
    label = "gateway"

    def ready(self) -> None:
        from chongyang.gateway import departments
        from chongyang.gateway.messaging import sending

        sending.register()
        departments.register()
        self._register_telephony()
        self._register_payments()

    def _register_telephony(self) -> None:
        from chongyang.core import ports
        from chongyang.gateway.telephony import registry, sending

        sending.register()
        ports.register("telephony", registry.ports)

    def _register_payments(self) -> None:
        from chongyang.core import ports
        from chongyang.gateway.payments import registry

        registry.register_all()
        ports.register("payments", registry.list_served)
