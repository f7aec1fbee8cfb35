"""The place of claims in Django."""

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "chongyang.claims"
    label = "claims"
