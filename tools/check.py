"""Runs every check, then the suite; run by `make test`. Exits 1 if anything failed, and says what.

All checks run even when one fails, so that one run shows everything. Output of a check is shown only if it
failed; the suite's is always shown.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
CHECKS: dict[str, Sequence[str]] = {
    "format": ("ruff", "format", "--check", "."),
    "lint": ("ruff", "check", "."),
    "import contracts": ("lint-imports",),
    "types": ("mypy", "chongyang", "tools", "tests"),
    "templates": ("djlint", "--lint", "--quiet", "chongyang"),
    "unused templates": ("python", "tools/unused_templates.py"),
    "missing migrations": ("chongyang", "makemigrations", "--check", "--dry-run"),
    "untranslated words": ("chongyang", "messages", "--check"),
}
WORKERS = "2"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
TOOLS = {
    "browser tests": (BROWSERS, "apt-get install chromium fonts-wqy-zenhei"),
    "tests with a production broker": (("mosquitto",), "apt-get install mosquitto"),
}


def find(program: str) -> str | None:
    """A program of this machine; Debian keeps servers outside an ordinary user's path."""
    return shutil.which(program, path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"]))


def missing_tools() -> list[str]:
    """What the suite would have to skip on this machine, and how to get it."""
    lines = []
    for what, (programs, remedy) in TOOLS.items():
        if not any(find(program) for program in programs):
            lines.append(f"{what} are skipped: {' or '.join(programs[:1])} is missing (on Debian: {remedy})")
    return lines


def run_check(name: str, argv: Sequence[str]) -> bool:
    """One check; True if it passed."""
    begin = time.monotonic()
    done = subprocess.run(
        [str(BIN / argv[0]), *argv[1:]],
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    verdict = "ok" if done.returncode == 0 else "FAILED"
    print(f"{name:<20} {verdict} ({time.monotonic() - begin:.1f} s)", flush=True)
    if done.returncode != 0:
        print(done.stdout, flush=True)
    return done.returncode == 0


def run_suite(more: Sequence[str]) -> bool:
    """The whole suite on two workers, its closing lines last."""
    words = ["-m", "pytest", "-n", WORKERS, "--dist", "worksteal", "--durations=20", *more]
    return subprocess.run([str(BIN / "python"), *words], cwd=ROOT, check=False).returncode == 0


def main() -> int:
    """Checks first, for they are quick; then the suite."""
    parser = argparse.ArgumentParser(description="Runs every check, then the suite.")
    parser.add_argument("--no-tests", action="store_true", help="the checks alone")
    options, more = parser.parse_known_args()
    failed = [name for name, argv in CHECKS.items() if not run_check(name, argv)]
    missing = [] if options.no_tests else missing_tools()
    if missing and os.environ.get("CI") == "true":
        failed.append("tools of this machine")
    if not options.no_tests and not run_suite(more):
        failed.append("the suite")
    for line in missing:
        print(line)
    if failed:
        print(f"Failed: {', '.join(failed)}.")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
