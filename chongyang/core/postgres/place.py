"""Whose process the database is and where its folders lie.

PostgreSQL refuses to run as root, so root starts it as `postgres` or `nobody`. That user may be unable to
reach a checkout below a closed home; the folders then move to /var/lib/chongyang. No mode that exists is ever
changed.
"""

import hashlib
import os
import pwd
import stat
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import UnableToRunPostgres, explained

SYSTEM_HOMES = Path("/var/lib/chongyang")
SOCKET_LIMIT = (
    88  # bytes of the folder: sun_path holds 104 on macOS, 107 on Linux, and ".s.PGSQL.5432" joins it
)
USERS = ("postgres", "nobody")


@dataclass(frozen=True)
class DatabaseUser:
    """The operating-system user the database runs as; None in `switch` means "who we are"."""

    uid: int
    gid: int
    switch: bool

    def run(self, argv: Sequence[str | Path], **more: Any) -> subprocess.CompletedProcess[str]:
        """Runs a program as this user, outside any folder that may be closed to it."""
        identity: dict[str, Any] = {}
        if self.switch:
            identity = {"user": self.uid, "group": self.gid, "extra_groups": []}
        return subprocess.run([str(a) for a in argv], cwd="/", text=True, check=False, **identity, **more)

    def can_enter(self, folder: Path) -> bool:
        """Whether this user can reach `folder` through all its parents."""
        return self.run(["/bin/sh", "-c", 'test -x "$0"', folder]).returncode == 0

    def own(self, folder: Path) -> Path:
        """Makes a folder that only this user (and root) can open."""
        if not folder.is_dir():
            folder.mkdir(mode=0o700, parents=True)
            if self.switch:
                os.chown(folder, self.uid, self.gid)
        return folder


def database_user() -> DatabaseUser:
    """Ourselves, or for root the first unprivileged user there is."""
    if os.geteuid() != 0:
        return DatabaseUser(os.geteuid(), os.getegid(), switch=False)
    for name in USERS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return DatabaseUser(entry.pw_uid, entry.pw_gid, switch=True)
    raise UnableToRunPostgres(
        "PostgreSQL refuses to run as root and there is no user postgres or nobody: "
        "run this as an ordinary user."
    )


@dataclass(frozen=True)
class Place:
    """The folders of one cluster."""

    home: Path
    user: DatabaseUser
    moved: bool

    @property
    def data(self) -> Path:
        """The cluster itself."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """Starts, stops and failures; never statements, for they hold people's data."""
        return self.home / "postgres.log"

    @property
    def sockets(self) -> Path:
        """Where the socket lies: beside the cluster, or a short folder if that path is too long."""
        wanted = self.home / "sock"
        if len(os.fsencode(wanted)) <= SOCKET_LIMIT:
            return wanted
        return Path("/tmp") / f"chongyang-{_key(self.home)}-{self.user.uid}"  # noqa: S108 (checked by closed_folder)

    @property
    def notice(self) -> str:
        """What a person should be told about the place, or nothing."""
        if not self.moved:
            return ""
        return f"The database lies in {self.home}, because the database's user cannot reach this checkout."


def place_for(home: Path) -> Place:
    """Decides where the cluster of `home` lies and makes its folders."""
    user = database_user()
    home = Path(os.path.abspath(home))  # noqa: PTH100 (a missing folder must not matter)
    with explained(home):
        _make_open(home)
        place = Place(home, user, moved=False)
        return place if user.can_enter(home) else _moved(home, user)


def _moved(home: Path, user: DatabaseUser) -> Place:
    place = Place(SYSTEM_HOMES / _key(home), user, moved=True)
    first = not place.home.is_dir()
    _make_open(place.home)
    if not user.can_enter(place.home):
        raise UnableToRunPostgres(
            f"The database's user can reach neither {home} nor {place.home}: "
            "move the checkout to a folder that others may enter, such as /srv, and run again."
        )
    if first:
        print(place.notice, file=sys.stderr)  # noqa: T201 (the one thing written outside the checkout)
    return place


def closed_folder(folder: Path, user: DatabaseUser) -> None:
    """Makes the socket folder. Danger: anybody may have made one of that name under /tmp before us."""
    user.own(folder)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != user.uid or found.st_mode & 0o077:
        raise UnableToRunPostgres(f"{folder} is not ours alone: remove it and run again.")


def _make_open(folder: Path) -> None:
    """Makes missing folders so that the database's user may pass; leaves existing ones as they are."""
    if folder.is_dir():
        return
    _make_open(folder.parent)
    folder.mkdir(exist_ok=True)
    if os.geteuid() == 0:
        folder.chmod(0o755)


def _key(home: Path) -> str:
    return hashlib.sha256(os.fsencode(home)).hexdigest()[:12]


def scratch(parent: Path) -> Path:
    """A new empty folder beside its final place, so that a rename finishes the work at once."""
    folder = Path(tempfile.mkdtemp(prefix="half-", dir=parent))
    if os.geteuid() == 0:
        folder.chmod(0o755)
    return folder
