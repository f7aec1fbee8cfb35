"""What telecare runs of the plan."""

from datetime import UTC, datetime

import pytest

from chongyang.core import running
from tests.gateway.conftest import install

NOW = datetime(2026, 5, 4, 8, 30, 15, tzinfo=UTC)


@pytest.mark.django_db
def test_the_call_system_of_the_plan_shows_its_devices_and_presses():
    install("P1")
    ours = [entry for entry in running.list_running("2018-34/3.4.3") if "紧急呼叫：设备报警" in entry.label]
    assert len(ours) == 1
    assert ours[0].figure(NOW) == "在用设备 0 台，近30天报警信号 0 个"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("远程健康监护", "近30天上报读数的老人 0 位，提醒 0 条"),
        ("居家安防", "在用燃气、烟雾、水浸探测器 0 台，近30天报警 0 次"),
    ],
)
def test_monitoring_and_home_safety_stand_beside_the_clause(label, words):
    ours = [entry for entry in running.list_running("2018-34/3.4.3") if label in entry.label]
    assert [(entry.url_name, entry.figure(NOW)) for entry in ours] == [("monitoring", words)]
