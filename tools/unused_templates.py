"""Names templates that nothing mentions; exits 1 if there are any.

A template counts as used when its name stands, quoted, in a Python file or in another template. Names that a
library looks for by itself are listed in FOUND_BY_NAME.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
QUOTED = re.compile(r"""["']([^"'\s{}]+\.(?:html|txt|xml|svg|typ))(?:#[^"']*)?["']""")
FOUND_BY_NAME = re.compile(
    r"^(400|403|403_csrf|404|500)\.html$|^(account|mfa|usersessions|allauth)/|^admin/|^django/"
)


def templates(package: Path) -> dict[str, Path]:
    """Every template by the name it is loaded with."""
    found = {}
    for folder in package.rglob("templates"):
        for path in folder.rglob("*"):
            if path.is_file():
                found[path.relative_to(folder).as_posix()] = path
    return found


def mentioned(package: Path, known: dict[str, Path]) -> set[str]:
    """Every name that stands somewhere other than in the template itself."""
    names = set()
    for path in _sources(package):
        for name in QUOTED.findall(path.read_text(encoding="utf-8")):
            if known.get(name) != path:
                names.add(name)
    return names


def _sources(package: Path) -> Iterator[Path]:
    yield from package.rglob("*.py")
    for folder in package.rglob("templates"):
        yield from (path for path in folder.rglob("*") if path.is_file())


def unused(package: Path) -> list[str]:
    """Templates nobody asks for."""
    known = templates(package)
    left = known.keys() - mentioned(package, known)
    return sorted(name for name in left if not FOUND_BY_NAME.search(name))


def main() -> int:
    """Prints them, one a line."""
    left = unused(ROOT / "chongyang")
    for name in left:
        print(f"no page and no view mentions the template {name}")
    return bool(left)


if __name__ == "__main__":
    sys.exit(main())
