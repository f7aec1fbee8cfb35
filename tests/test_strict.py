"""The strictness itself bites."""

import socket

import pytest

from tests.strict import ForeignSocket, faults_of


@pytest.mark.parametrize(
    "page",
    [
        '<form method="post"><input name="a"></form>',
        '<button onclick="go()">去</button>',
        '<p style="color:red">红</p>',
        "<script>alert(1)</script>",
    ],
)
def test_a_page_with_a_fault_is_caught(page):
    assert faults_of(page)


def test_a_clean_page_passes():
    form = '<form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="x"></form>'
    assert faults_of(form + '<script nonce="a">1</script><script src="/a.js"></script>') == []


def test_no_test_leaves_this_machine():
    with socket.socket() as outward, pytest.raises(ForeignSocket):
        outward.connect(("192.0.2.1", 80))
