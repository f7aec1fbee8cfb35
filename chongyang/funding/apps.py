"""The place of funding in Django."""

from django.apps import AppConfig


class FundingConfig(AppConfig):
    name = "chongyang.funding"
    label = "funding"
