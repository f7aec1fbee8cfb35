"""An MQTT client from an address: `mqtt://[user:password@]host:port`, `mqtts://` with TLS."""

from typing import Any, TypeAlias
from urllib.parse import unquote, urlsplit

from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion

Client: TypeAlias = Any  # mypy does not follow the library's types
PORTS = {"mqtt": 1883, "mqtts": 8883}
KEEPALIVE_SECONDS = 30
RECONNECT_SECONDS = (0.2, 3)


class UnableToReadAddress(ValueError):
    """The broker's address is none; the text says what one looks like."""


def address_of(url: str) -> tuple[str, int]:
    """Host and port of a broker's address."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise UnableToReadAddress("a broker's address looks like mqtt://127.0.0.1:1883")
    return parts.hostname, parts.port or PORTS[parts.scheme]


def make_client(url: str, client_id: str, *, lasting: bool = False, by_hand: bool = False) -> Client:
    """A client that is not yet connected and reconnects by itself.

    A `lasting` session is kept by the broker while we are away; `by_hand`: we acknowledge what it brings.
    """
    host, port = address_of(url)
    client: Client = paho.Client(
        CallbackAPIVersion.VERSION2,
        client_id=client_id,
        clean_session=not lasting,
        protocol=paho.MQTTv311,
        manual_ack=by_hand,
    )
    parts = urlsplit(url)
    if parts.username:
        client.username_pw_set(unquote(parts.username), unquote(parts.password or ""))
    if parts.scheme == "mqtts":
        client.tls_set()
    client.reconnect_delay_set(*RECONNECT_SECONDS)
    client.connect_async(host, port, keepalive=KEEPALIVE_SECONDS)
    return client
