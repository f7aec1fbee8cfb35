"""The place of groups in Django."""

from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "chongyang.groups"
    label = "groups"
