"""The broker of the demo: embedded, on the loopback interface, without logs and without accounts.

A city runs Mosquitto with a credential for each device. The embedded broker forgets what it holds when it
dies, and gives up a message after five seconds without PUBACK; a device which repeats until it is answered
bears that.
"""

import asyncio
import logging
import os
import signal
import socket
from pathlib import Path
from typing import Any

from chongyang.gateway.credentials import ACCESS, PASSWORDS
from chongyang.gateway.keeping import BEATS_MOST

HOST = "127.0.0.1"
AUTHENTICATION = "chongyang.gateway.broker_plugin.Loopback"


class UnableToListen(Exception):
    """The port is taken; the text says what to do."""


def run_embedded(port: int) -> None:
    """Run until SIGTERM or SIGINT."""
    _try_port(port)
    logging.getLogger("amqtt").setLevel(logging.CRITICAL)
    logging.getLogger("transitions").setLevel(logging.CRITICAL)
    asyncio.run(_embedded(port))


def _try_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            text = f"port {port} cannot be used ({error.strerror}); choose another with --port"
            raise UnableToListen(text) from error


def embedded_config(port: int) -> dict[str, Any]:
    """No system topics, no packet log; one listener that other machines cannot reach."""
    return {
        "listeners": {"default": {"type": "tcp", "bind": f"{HOST}:{port}"}},
        "plugins": {AUTHENTICATION: {}},
    }


async def _embedded(port: int) -> None:
    from amqtt.broker import Broker

    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    broker = Broker(embedded_config(port))
    await broker.start()
    await stopping.wait()
    await broker.shutdown()


def mosquitto_config(port: int, folder: Path, credentials: Path | None = None) -> str:
    """Mosquitto so that it loses nothing while the gateway is away: no limit of queued messages.

    With the folder of `mosquitto_credentials` nobody comes in without a password, and each speaks for itself.
    """
    guard = ["allow_anonymous true"]
    if credentials:
        files = f"password_file {credentials / PASSWORDS}", f"acl_file {credentials / ACCESS}"
        guard = ["allow_anonymous false", *files]
    lines = (
        f"listener {port} {HOST}",
        *guard,
        f"user {_user()}",
        "max_queued_messages 0",
        "max_queued_bytes 0",
        f"max_inflight_messages {2 * BEATS_MOST}",
        "message_size_limit 65536",
        "persistence true",
        f"persistence_location {folder}/",
        "autosave_interval 5",
        "log_dest none",
    )
    return "\n".join(lines) + "\n"


def _user() -> str:
    import pwd

    return pwd.getpwuid(os.getuid()).pw_name


def run_mosquitto(port: int, folder: Path, program: str, credentials: Path | None = None) -> None:
    """Become Mosquitto with a configuration of ours; it ends at SIGTERM by itself."""
    _try_port(port)
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "mosquitto.conf"
    config.write_text(mosquitto_config(port, folder, credentials))
    os.execv(program, [program, "-c", str(config)])  # noqa: S606 - a list of our own words, no shell
