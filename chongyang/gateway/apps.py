"""The place of gateway in Django."""

from django.apps import AppConfig


class GatewayConfig(AppConfig):
    name = "chongyang.gateway"
    label = "gateway"
