"""The place of timebank in Django: checks, measures, what it runs and what hangs on people."""

from django.apps import AppConfig

from chongyang.core.words import N_


class TimebankConfig(AppConfig):
    name = "chongyang.timebank"
    label = "timebank"

    def ready(self) -> None:
        from chongyang.core.hanging import hangs
        from chongyang.core.integrity import checks
        from chongyang.core.labels import spells
        from chongyang.core.measuring import measures
        from chongyang.core.running import runs
        from chongyang.timebank import enums, figures
        from chongyang.timebank.integrity import CHECKS
        from chongyang.timebank.measuring import MEASURES
        from chongyang.timebank.operations import parting

        checks("timebank", CHECKS)
        measures("timebank", MEASURES)
        runs("2018-34/3.9.3", N_("志愿者时间银行"), "timebank", figures.banked)
        hangs("timebank.bookings", N_("时间银行预约"), parting.bookings_since)
        spells("timebank.HourEntry", kind=enums.Kind)
        spells("timebank.Booking", help=enums.Help, state=enums.Booked)
        spells("timebank.Activity", help=enums.Help, state=enums.Standing)
