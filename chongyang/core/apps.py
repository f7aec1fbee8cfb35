"""Core's place in Django: policies are written after every migration."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "chongyang.core"
    label = "core"

    def ready(self) -> None:
        from chongyang.core.integrity import checks as integrity
        from chongyang.core.integrity_checks import CHECKS

        integrity("core", CHECKS)
        from chongyang.core import (
            checks,  # noqa: F401 - registers them
            ports,
        )
        from chongyang.core.files import scanning

        ports.register("files", scanning.look)
        from chongyang.core.policies import write_policies

        post_migrate.connect(write_policies, dispatch_uid="chongyang.core.policies")
