"""What a page takes: refused by its declared length, else while it is read; a stranger's at once."""

import io
import tempfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse

from chongyang.territory.enums import Role
from chongyang.web.parts import taking
from tests import factories
from tests.web.test_street import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone", "db")]
URL = "/feeds/police_population/upload/"


@pytest.fixture
def steward(db, settings, tmp_path: Path) -> Client:
    settings.FEED_FILES = tmp_path / "kept"
    return signed_in(factories.make_account(Role.DATA_STEWARD, None))


def form(size: int) -> bytes:
    told = {"file": SimpleUploadedFile("a.csv", b"x" * size), "told_on": "2026-11-01"}
    return encode_multipart(BOUNDARY, told)


class Watched(io.BytesIO):
    """A body that counts what was read of it."""

    taken = 0

    def read(self, size: int | None = -1) -> bytes:
        block = super().read(size)
        self.taken += len(block)
        return block


def post(client: Client, body: Watched, length: int | None = None):
    size = len(body.getvalue()) if length is None else length
    words = {"wsgi.input": body, "CONTENT_LENGTH": str(size), "CONTENT_TYPE": MULTIPART_CONTENT}
    return client.generic("POST", URL, **words)


def test_a_declared_length_is_refused_before_a_byte_is_read(steward, settings):
    settings.FEED_BYTES = 1000
    body = Watched(form(400_000))
    answer = post(steward, body)
    assert answer.status_code == 413
    assert body.taken == 0
    assert "文件太大" in answer.content.decode()
    steward.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "too large" in post(steward, Watched(form(400_000))).content.decode()


def test_what_a_declared_length_hides_is_counted_while_it_is_read(steward, settings, monkeypatch, tmp_path):
    """The form is within its slack, the file in it is not; nothing stays behind."""
    spool = tmp_path / "spool"
    spool.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(spool))
    settings.FEED_BYTES, settings.FILE_UPLOAD_TEMP_DIR = 100_000, str(spool)
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000
    monkeypatch.setattr(taking, "FORM_AROUND", 50 * 1024**2)
    body = Watched(form(30_000_000))
    answer = post(steward, body)
    assert answer.status_code == 413
    assert body.taken < 1_000_000
    assert list(spool.iterdir()) == []


def test_a_stranger_is_refused_what_a_steward_may_send(steward, settings):
    settings.UPLOAD_BYTES, settings.FEED_BYTES = 1000, 10_000_000
    assert post(steward, Watched(form(2_000_000))).status_code == 302
    for key in ("", "rubbish", "a\x00b"):
        stranger, body = Client(), Watched(form(2_000_000))
        stranger.cookies[settings.SESSION_COOKIE_NAME] = key
        assert post(stranger, body).status_code == 413
        assert body.taken == 0


@pytest.mark.parametrize("length", ["", "x", "-1", "9" * 40, "²"])
def test_rubbish_for_a_length_is_no_fault_of_ours(steward, length):
    answer = steward.generic("POST", URL, b"", CONTENT_LENGTH=length, CONTENT_TYPE=MULTIPART_CONTENT)
    assert answer.status_code in (400, 413, 422)


@pytest.mark.parametrize("name", ["devices_import", "hotline_orders_import"])
def test_every_other_page_has_the_general_limit(db, settings, name):
    settings.UPLOAD_BYTES = 1000
    client = signed_in(factories.make_account(Role.SYSTEM_ADMIN, None))
    file = SimpleUploadedFile("a.csv", b"x" * 5000)
    assert client.post(reverse(name), {"file": file}).status_code == 413
