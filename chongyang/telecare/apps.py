"""The place of telecare in Django, and the clause that it runs."""

from django.apps import AppConfig

from chongyang.core.counting import counts
from chongyang.core.running import runs
from chongyang.core.words import N_


class TelecareConfig(AppConfig):
    name = "chongyang.telecare"
    label = "telecare"

    def ready(self) -> None:
        from chongyang.core.measuring import measures
        from chongyang.telecare.measuring import MEASURES

        measures("telecare", MEASURES)
        from chongyang.core.integrity import checks as integrity
        from chongyang.telecare.integrity import CHECKS

        integrity("telecare", CHECKS)
        from chongyang.core.lifecycles.registry import register
        from chongyang.telecare import figures, queries
        from chongyang.telecare.rules import life
        from chongyang.telecare.schemes import register_schemes

        register(life.device)
        register_schemes()

        self._say_what_hangs()
        self._follow()
        label = N_("紧急呼叫：设备报警入库，一次按键一个信号")
        runs("2018-34/3.4.3", label, figure=figures.presses_kept)
        watched, guarded = N_("远程健康监护：读数和提醒"), N_("居家安防：燃气、烟雾、水浸")
        runs("2018-34/3.4.3", watched, "monitoring", figures.homes_watched)
        runs("2018-34/3.4.3", guarded, "monitoring", figures.homes_guarded)
        counts("telecare", queries.count_devices_by_street)
        from chongyang.telecare.spelling import spell_out

        spell_out()

    def _follow(self) -> None:
        from chongyang.core.events import handles
        from chongyang.telecare.operations import following

        handles("registration.hand_over.accepted", "telecare.follow_hand_over")(following.follow_hand_over)
        for kind in ("withdrawn", "refused"):
            handles(f"registry.consent.{kind}", f"telecare.hide_places.{kind}")(following.follow_withdrawal)

    def _say_what_hangs(self) -> None:
        from chongyang.core.hanging import hangs
        from chongyang.telecare.operations import parting

        hangs("telecare.devices", N_("设备"), parting.devices_since, give=parting.give_device)
