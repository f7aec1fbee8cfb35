"""The place of approvals in Django."""

from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "chongyang.approvals"
    label = "approvals"
