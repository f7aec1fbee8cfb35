"""The place of web in Django, and the clauses whose figures stand in the cockpit."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "chongyang.web"
    label = "web"

    def ready(self) -> None:
        from chongyang.web.cockpit.figures import runs_clauses
        from chongyang.web.parts.plain_errors import speak_plainly

        runs_clauses()
        speak_plainly()
