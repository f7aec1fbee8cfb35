"""The place of registration in Django."""

from django.apps import AppConfig


class RegistrationConfig(AppConfig):
    name = "chongyang.registration"
    label = "registration"
