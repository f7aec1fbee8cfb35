"""Ports and answers: is it free, is it open, does it answer."""

import random
import socket
from collections.abc import Callable
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, build_opener

HERE = "127.0.0.1"
QUIET_PORTS = range(20_000, 32_000)
"""Below those that Linux gives to connections by itself: what was free a moment ago is not taken by one."""
_untried = iter(random.SystemRandom().sample(QUIET_PORTS, len(QUIET_PORTS)))


class UnableToStart(Exception):
    """Something stands in the way; the message says what to do."""


def check_port_free(port: int, setting: str = "PORT", command: str = "make demo") -> None:
    """Raises a sentence with a free port in it when `port` is taken."""
    if is_port_free(port):
        return
    other = next((p for p in range(port + 1, min(port + 100, 65536)) if is_port_free(p)), free_port())
    raise UnableToStart(
        f"Port {port} is taken by another program: stop that one, or choose another port, "
        f"as in '{setting}={other} {command}'."
    )


def is_port_free(port: int) -> bool:
    """Whether we could listen there."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HERE, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port nobody listens on at this moment, and another one each time."""
    return next(port for port in _untried if is_port_free(port))


def listens_on(port: int) -> Callable[[], bool]:
    """A probe: somebody takes connections there."""

    def probe() -> bool:
        try:
            socket.create_connection((HERE, port), timeout=1).close()
        except OSError:
            return False
        return True

    return probe


def answers_at(url: str) -> Callable[[], bool]:
    """A probe: the page answers with anything below 500."""
    opener = build_opener(ProxyHandler({}))  # a proxy of the environment never leads to this machine

    def probe() -> bool:
        try:
            with opener.open(url, timeout=5):
                return True
        except HTTPError as error:
            with error:
                return error.code < 500
        except (URLError, OSError):
            return False

    return probe
