"""The place of projects in Django."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "chongyang.projects"
    label = "projects"
