"""The place of roads in Django."""

from django.apps import AppConfig


class RoadsConfig(AppConfig):
    name = "chongyang.roads"
    label = "roads"
