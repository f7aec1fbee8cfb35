"""The broker of the demo: this machine alone, and a clear sentence for a taken port."""

import socket

import pytest
from django.core.management import CommandError, call_command

from chongyang.gateway import broker, client


def test_a_taken_port_is_a_clear_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"port {port} cannot be used .* choose another with --port"):
            call_command("broker", port=port)


def test_the_embedded_broker_listens_on_this_machine_alone():
    config = broker.embedded_config(1999)
    assert config["listeners"]["default"]["bind"] == "127.0.0.1:1999"
    assert not [plugin for plugin in config["plugins"] if ".sys." in plugin]


def test_mosquitto_keeps_whatever_waits_for_the_gateway(tmp_path):
    lines = broker.mosquitto_config(1999, tmp_path).splitlines()
    assert "listener 1999 127.0.0.1" in lines
    assert "max_queued_messages 0" in lines
    assert "max_inflight_messages 8000" in lines


@pytest.mark.parametrize("url", ["", "127.0.0.1:1883", "http://a:1", "mqtt://"])
def test_an_address_that_is_none_is_a_clear_sentence(url):
    with pytest.raises(client.UnableToReadAddress, match="looks like mqtt://"):
        client.address_of(url)
    with pytest.raises(CommandError, match="looks like mqtt://"):
        call_command("gateway_mqtt", url=url)


def test_addresses():
    assert client.address_of("mqtt://127.0.0.1") == ("127.0.0.1", 1883)
    assert client.address_of("mqtts://u:p@broker.example:9") == ("broker.example", 9)
