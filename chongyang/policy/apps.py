"""The place of policy in Django."""

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "chongyang.policy"
    label = "policy"
