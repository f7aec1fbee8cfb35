"""The place of privacy in Django."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "chongyang.privacy"
    label = "privacy"
