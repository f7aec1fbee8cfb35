"""Files of duties lie in a folder of the test."""

import pytest


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.FILES = tmp_path / "files"
