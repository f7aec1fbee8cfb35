"""The place of orders in Django."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "chongyang.orders"
    label = "orders"
