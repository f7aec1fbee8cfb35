"""A visitor is signed in only after both factors."""

import httpx
import pytest

from chongyang.workshop.visitor import Visitor

ANSWERS = {"/account/login/": 302, "/account/second-factor/": 302}


@pytest.mark.parametrize(("status", "signed_in"), [(302, False), (200, True)])
def test_the_page_between_the_factors_is_not_yet_signed_in(status, signed_in):
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response({**ANSWERS, "/account/second-factor/": status}[request.url.path])

    visitor = Visitor("http://127.0.0.1:1", "operator")
    visitor.client = httpx.Client(base_url="http://127.0.0.1:1", transport=httpx.MockTransport(answer))
    assert visitor.is_signed_in() is signed_in
