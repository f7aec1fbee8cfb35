"""The place of checkout in Django."""

from django.apps import AppConfig


class CheckoutConfig(AppConfig):
    name = "chongyang.checkout"
    label = "checkout"
