"""The place of telecare in Django, and the clause that it runs."""

from django.apps import AppConfig

from chongyang.core.counting import counts
from chongyang.core.running import runs
from chongyang.core.words import N_


class TelecareConfig(AppConfig):
    name = "chongyang.telecare"
    label = "telecare"

    def ready(self) -> None:
        from chongyang.core.lifecycles.registry import register
        from chongyang.telecare import figures, queries
        from chongyang.telecare.rules import life

        register(life.device)

        label = N_("紧急呼叫：设备报警入库，一次按键一个信号")
        runs("2018-34/3.4.3", label, figure=figures.presses_kept)
        counts("telecare", queries.count_devices_by_street)
