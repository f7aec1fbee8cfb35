"""Sets up everything inside the checkout; run by `make setup`, `make demo` and `make test`.

Standard library only, for it runs before anything is installed. Every step looks first whether its work is
done and leaves its mark last, so that a set-up that was cut off goes on where it stopped.
"""

from __future__ import annotations

import argparse
import errno
import fcntl
import hashlib
import importlib.util
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
VAR = ROOT / "var"
PIP = (str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input")
LOG = VAR / "log" / "setup.log"
MARK = VENV / "chongyang-setup.json"
OLDEST = (3, 11)
INSIDE = {  # what pip and npm keep for later stays in the checkout too
    "PIP_CACHE_DIR": str(VAR / "cache" / "pip"),
    "npm_config_cache": str(VAR / "cache" / "npm"),
}
ROOM_NEEDED = 1_900_000_000
KEY_BYTES = {"django": 48, "fields": 16, "index": 32}  # SM4 takes 16 bytes

FULL = "The disk is full: free about 2 GB at {root} and run the same command again."
OFFLINE = (
    "A package could not be fetched: check the network (or the proxy and registry settings of pip and npm) "
    "and run the same command again; it goes on where it stopped."
)
CHANGED = (
    "A fetched package is not the one that was locked: do not use it. Check the registry settings of pip, "
    "or renew the lock files with 'make lock' if you changed requirements/*.in."
)
REASONS = (
    ("No space left on device", FULL),
    ("Disk quota exceeded", FULL),
    ("ENOSPC", FULL),
    ("DO NOT MATCH THE HASHES", CHANGED),
    ("EINTEGRITY", CHANGED),
    ("No matching distribution", OFFLINE),
    ("Max retries exceeded", OFFLINE),
    ("ConnectionError", OFFLINE),
    ("timed out", OFFLINE),
    ("Temporary failure in name resolution", OFFLINE),
    ("ENOTFOUND", OFFLINE),
    ("EAI_AGAIN", OFFLINE),
    ("ECONNREFUSED", OFFLINE),
    ("ETIMEDOUT", OFFLINE),
)


class UnableToSetUp(Exception):
    """A sentence for the person at the terminal: what is wrong and what to do."""


def say(text: str) -> None:
    print(text, flush=True)


# -- running other programs ------------------------------------------------------------


def run(argv: Sequence[str | Path], what: str, on_line: Callable[[str], None] | None = None) -> None:
    """Runs a program, keeps all it says in the log, and turns its failure into a sentence."""
    LOG.parent.mkdir(parents=True, exist_ok=True)
    told: list[str] = []
    process = subprocess.Popen(
        [str(a) for a in argv],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=os.environ | INSIDE,
        text=True,
        errors="replace",
    )
    with process, LOG.open("a", encoding="utf-8") as log:
        for line in process.stdout or ():
            log.write(line)
            told.append(line.strip())
            if on_line:
                on_line(line)
    if process.returncode != 0:
        raise UnableToSetUp(sentence_for(what, told))


def sentence_for(what: str, told: list[str]) -> str:
    """The likeliest reason in what a program said."""
    text = "\n".join(told)
    for sign, sentence in REASONS:
        if sign in text:
            return sentence.format(root=ROOT)
    last = next((line for line in reversed(told) if line), "it said nothing")
    return f"{what} failed: {last} (all it said is in {LOG.relative_to(ROOT)}). Mend that and run again."


class Bar:
    """One line that counts packages; silent where nobody watches."""

    def __init__(self, label: str, total: int) -> None:
        self.label, self.total, self.done = label, max(total, 1), 0
        self.watched = sys.stdout.isatty()

    def __call__(self, line: str) -> None:
        if line.lstrip().startswith(("Collecting ", "Requirement already satisfied")):
            self.done = min(self.done + 1, self.total)
            self.draw(f"{self.done}/{self.total}")
        elif line.startswith("Installing collected packages"):
            self.draw("installing …")

    def draw(self, state: str) -> None:
        if self.watched:
            filled = 24 * self.done // self.total
            print(f"\r  {self.label} [{'#' * filled}{'.' * (24 - filled)}] {state:<14}", end="", flush=True)

    def finish(self) -> None:
        if self.watched:
            print("\r" + " " * 70 + "\r", end="", flush=True)


# -- marks ------------------------------------------------------------


def digest(*paths: Path) -> str:
    """One hash over some files."""
    total = hashlib.sha256()
    for path in paths:
        total.update(path.read_bytes() if path.is_file() else b"-")
    return total.hexdigest()


def read_mark(path: Path) -> dict[str, str]:
    """What an earlier set-up finished; nothing if it is missing or cut off."""
    try:
        found = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write_whole(path: Path, text: str, mode: int = 0o644) -> None:
    """Writes a file at once or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    with os.fdopen(handle, "w") as file:
        os.fchmod(file.fileno(), mode)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)


# -- the steps ------------------------------------------------------------


def check_python() -> None:
    """The interpreter must be new enough and able to make environments."""
    if sys.version_info < OLDEST:
        raise UnableToSetUp(
            f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed, this is {sys.version.split()[0]}: "
            "install it and name it, as in 'PYTHON=python3.12 make setup'."
        )
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        raise UnableToSetUp(
            "This Python cannot make virtual environments: install its venv module "
            "(on Debian: apt-get install python3-venv) and run the same command again."
        )


def make_venv() -> None:
    """Makes .venv, anew if an earlier attempt was cut off or the checkout has moved."""
    moved = read_mark(MARK).get("root", str(ROOT)) != str(ROOT)
    if not moved and PYTHON.exists() and _pip_works():
        return
    say("Making .venv")
    run([sys.executable, "-m", "venv", "--clear", VENV], "Making .venv")


def _pip_works() -> bool:
    asked = [str(PYTHON), "-c", f"import pip, sys; sys.exit(sys.version_info < {OLDEST})"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def install_packages(kind: str) -> None:
    """Installs the locked packages and this project; `dev` holds `base` too."""
    lock = ROOT / "requirements" / f"{kind}.txt"
    hashes = {name: digest(ROOT / "requirements" / f"{name}.txt") for name in ("base", "dev")}
    mark = read_mark(MARK)
    wanted = {"base": hashes["base"], "project": digest(ROOT / "pyproject.toml")}
    wanted |= {"dev": hashes["dev"]} if kind == "dev" else {}
    if wanted.items() <= mark.items() and (VENV / "bin" / "chongyang").exists():
        return
    need_room()
    MARK.unlink(missing_ok=True)
    pip_install(lock, "Python packages")
    run([*PIP, "--no-deps", "--no-build-isolation", "--no-index", "-e", ROOT], "Installing the project")
    write_whole(MARK, json.dumps(wanted | {"root": str(ROOT)}))


def pip_install(lock: Path, label: str) -> None:
    """Installs exactly what a lock file names, hash by hash."""
    total = sum("==" in line for line in lock.read_text().splitlines())
    say(f"Installing {total} {label} ({lock.relative_to(ROOT)})")
    bar = Bar(label, total)
    try:
        run([*PIP, "--no-deps", "--require-hashes", "-r", lock], "pip", bar)
    finally:
        bar.finish()


def need_room() -> None:
    """Asks for the room before the work instead of failing in its middle."""
    if shutil.disk_usage(ROOT).free < ROOM_NEEDED:
        raise UnableToSetUp(FULL.format(root=ROOT))


def install_assets() -> None:
    """Fetches the browser's files into node_modules; settings collect them from there."""
    lock, goal = ROOT / "package-lock.json", ROOT / "node_modules"
    mark = goal / ".chongyang-setup.json"
    wanted = {"lock": digest(lock, ROOT / "package.json")}
    if not lock.is_file() or read_mark(mark) == wanted:
        return
    npm = find_npm()
    say("Fetching the browser's files")
    run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], "npm")
    goal.mkdir(exist_ok=True)
    write_whole(mark, json.dumps(wanted))


def find_npm() -> list[str | Path]:
    """The machine's npm; where it is missing, the one of a Python wheel."""
    if found := shutil.which("npm"):
        return [found]
    if not (VENV / "bin" / "npm").exists():
        say("npm is missing here: taking it from a Python wheel")
        pip_install(ROOT / "requirements" / "node.txt", "packages with Node.js")
    return [PYTHON, VENV / "bin" / "npm"]


def make_secrets() -> None:
    """Makes var/secrets.json once. A key that exists is never changed: sealed fields depend on it."""
    path = VAR / "secrets.json"
    try:
        keys = json.loads(path.read_text()) if path.exists() else {}
    except ValueError as error:
        raise UnableToSetUp(
            f"{path.relative_to(ROOT)} cannot be read: bring back its copy. Without it the sealed fields "
            "of the database stay closed; for a demo city, remove the folder var and begin anew."
        ) from error
    missing = KEY_BYTES.keys() - keys.keys()
    if missing:
        keys |= {name: secrets.token_hex(KEY_BYTES[name]) for name in sorted(missing)}
        write_whole(path, json.dumps(keys, indent=1), mode=0o600)


def compile_messages() -> None:
    """Compiles the message catalogues with Babel, for Debian's gettext may be absent."""
    for catalogue in sorted((ROOT / "chongyang").rglob("locale/*/LC_MESSAGES/*.po")):
        compiled = catalogue.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= catalogue.stat().st_mtime:
            continue
        babel = [str(PYTHON), "-m", "babel.messages.frontend", "--quiet", "compile"]
        files = ["-i", str(catalogue), "-o", str(compiled), "-l", catalogue.parts[-3]]
        run([*babel, *files], f"Compiling {catalogue.name}")


def set_up(kind: str) -> None:
    """All steps in order."""
    check_python()
    with only_one():
        make_venv()
        install_packages(kind)
        install_assets()
        make_secrets()
        compile_messages()


@contextmanager
def only_one() -> Iterator[None]:
    """Two set-ups of one checkout wait for each other."""
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with (VAR / "setup.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another set-up of this checkout is at work: waiting for it")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def told_by(error: OSError) -> str:
    """A sentence for what the operating system refused."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return FULL.format(root=ROOT)
    if isinstance(error, PermissionError):
        return (
            f"{error.filename} belongs to another user: run this as the user who made the checkout, "
            "or give the checkout to yourself with chown."
        )
    return f"{error}: mend that and run the same command again."


def main(argv: list[str] | None = None) -> int:
    """Sets up; answers 0, or 1 after one sentence."""
    parser = argparse.ArgumentParser(description="Sets up everything inside the checkout.")
    parser.add_argument("--dev", action="store_true", help="also what tests and checks need")
    try:
        set_up("dev" if parser.parse_args(argv).dev else "base")
    except (UnableToSetUp, OSError) as error:
        print(told_by(error) if isinstance(error, OSError) else error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Run the same command again: it goes on where it stopped.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
