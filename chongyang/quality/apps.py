"""The place of quality in Django."""

from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "chongyang.quality"
    label = "quality"
