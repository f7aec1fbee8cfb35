"""What `make demo` does beside running programs: the city, the first alarm, the list of accounts."""

import os
import subprocess
from collections.abc import Callable

from chongyang.territory.enums import ROLE_LABELS, Role
from chongyang.workshop import accounts
from chongyang.workshop.stack import Ports, command


class UnableToPrepare(Exception):
    """The city could not be made; the command before it has said why."""


def _run(words: list[str], env: dict[str, str] | None = None) -> None:
    done = subprocess.run(command(*words), env={**os.environ, **(env or {})}, check=False)
    if done.returncode:
        raise UnableToPrepare(f"'chongyang {words[0]}' ended with {done.returncode}; see above")


def prepare_database() -> None:
    """Migrate and load the reference data, if that was not done yet."""
    _run(["prepare"])


def prepare_city(elders: int, seed: int, say: Callable[[str], None]) -> None:
    """Migrate, load the reference data, make the city unless the same one stands, and its accounts."""
    _run(["prepare_demo", "--elders", str(elders), "--seed", str(seed)])


def run_main_job_once(ports: Ports) -> str:
    """The first alarm, from the press to the close, over the running programs; the chain as text."""
    words = ["run_main_job", "--base-url", ports.url, "--mqtt-url", ports.mqtt_url]
    done = subprocess.run(command(*words), capture_output=True, text=True, check=False, env=os.environ)
    return done.stdout if done.returncode == 0 else f"The main job did not run: {done.stderr.strip()[-600:]}"


def describe_accounts() -> str:
    """The demo accounts by role, one a line, with the password they share."""
    lines = [f"  {post.username:<24} {ROLE_LABELS[post.role]}" for post in accounts.demo_posts()]
    lines.append(
        f"  {'responder1 …':<24} {ROLE_LABELS[Role.GRID_WORKER]}、{ROLE_LABELS[Role.STATION_HEAD]}等"
    )
    head = f"\nDemo accounts (password {accounts.PASSWORD}; the sign-in page shows their second factor):"
    return "\n".join([head, *lines])
