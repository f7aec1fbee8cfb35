"""The place of linkage in Django."""

from django.apps import AppConfig


class LinkageConfig(AppConfig):
    name = "chongyang.linkage"
    label = "linkage"
