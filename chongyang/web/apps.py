"""The place of web in Django."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "chongyang.web"
    label = "web"
