"""Mosquitto's password and access files: each device has a secret of its own and speaks for itself alone.

Mosquitto reads both files again at SIGHUP and stands still meanwhile, 2 s at a million credentials. So new
secrets are gathered: write the files every quarter of an hour, and signal only when they changed.
"""

import os
from collections.abc import Iterable
from pathlib import Path

GATEWAY = "gateway"
PASSWORDS, ACCESS = "passwords", "access"
ACCESS_RULES = f"""# %u is the name that a device signed in with: its serial number.
user {GATEWAY}
topic read cy/+/alarm
topic read cy/+/heartbeat
topic read cy/+/reading
topic read cy/+/test
topic write cy/+/answer

pattern write cy/%u/alarm
pattern write cy/%u/heartbeat
pattern write cy/%u/reading
pattern write cy/%u/test
pattern read cy/%u/answer
"""


def write_files(folder: Path, credentials: Iterable[tuple[str, str]], gateway: str = "") -> tuple[int, bool]:
    """Write both files; returns how many devices, and whether anything changed and a SIGHUP is due.

    `gateway` is the hash of the gateway's own password. Names that would break the file are left out: a
    serial number equal to the gateway's name would inherit the right to hear everybody.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"{serial}:{held}\n" for serial, held in credentials if is_name(serial)]
    own = [f"{GATEWAY}:{gateway}\n"] if gateway else _kept_gateway(folder)
    changed = [_write(folder / PASSWORDS, "".join([*own, *lines])), _write(folder / ACCESS, ACCESS_RULES)]
    return len(lines), any(changed)


def is_name(serial: str) -> bool:
    """Whether a serial number may be a name of the broker."""
    return serial != GATEWAY and not set(serial) & set(":/+#\n\r\x00 ")


def _kept_gateway(folder: Path) -> list[str]:
    """The gateway's line of the former file: its password is told once and not ours to know."""
    path = folder / PASSWORDS
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as held:
        return [line for line in held if line.startswith(f"{GATEWAY}:")]


def _write(path: Path, text: str) -> bool:
    """In one move, readable by its owner and group alone; the group is the broker's (setgid folder)."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    fresh = path.with_suffix(".fresh")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640), "w") as file:
        file.write(text)
    fresh.replace(path)
    return True
