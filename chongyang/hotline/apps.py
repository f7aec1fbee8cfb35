"""The place of hotline in Django."""

from django.apps import AppConfig


class HotlineConfig(AppConfig):
    name = "chongyang.hotline"
    label = "hotline"
