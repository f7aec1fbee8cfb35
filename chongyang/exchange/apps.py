"""The place of exchange in Django."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "chongyang.exchange"
    label = "exchange"
