"""The query door in tests: static files are looked up when asked for."""

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _static_files_when_asked(settings: Any) -> None:
    settings.WHITENOISE_AUTOREFRESH = True
