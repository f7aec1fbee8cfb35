"""What of a department's questions somebody should look at."""

from pathlib import Path
from typing import Any

import yaml

from chongyang.core.words import N_

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "unusual.yaml"
NUMBERS: dict[str, Any] = {
    name: entry["value"] for name, entry in yaml.safe_load(SHIPPED.read_text(encoding="utf-8")).items()
}
MANY_UNKNOWN = N_("多数查询的人不在登记范围内，可能在逐个试号。")
AT_NIGHT = N_("夜间查询偏多。")
OVER_QUOTA = N_("多次超过限额被拒绝。")
SILENT = N_("三十天没有查询，协议可能已用不着。")


def unusual_of(questions: int, found: int, refused: int, at_night: int) -> list[str]:
    """Sentences about the last thirty days; none where all is as usual."""
    told = []
    if questions == 0:
        return [SILENT]
    if questions >= NUMBERS["least"] and found / questions < NUMBERS["found_share"]:
        told.append(MANY_UNKNOWN)
    if questions >= NUMBERS["least"] and at_night / questions > NUMBERS["night_share"]:
        told.append(AT_NIGHT)
    if refused >= NUMBERS["refused"]:
        told.append(OVER_QUOTA)
    return told
