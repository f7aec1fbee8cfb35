"""What this room lets be counted (`core.measuring`): devices in use. Of a past day those in use today count
that were installed by then: when a device was taken back is told by its life, not by its row.
"""

from chongyang.core.measuring import Measure
from chongyang.core.words import N_

MEASURES = (
    Measure(
        "telecare.devices",
        N_("在用呼叫设备"),
        N_("台"),
        "telecare_device",
        "state = 'in_use' AND (installed_on IS NULL OR installed_on < %(until_on)s)",
        opens="device",
        is_of_persons=True,
    ),
)
