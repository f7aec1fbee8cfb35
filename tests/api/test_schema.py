"""The schema against the door: whatever a program sends, the answer is one that the schema names."""

from typing import Any

import pytest
import schemathesis
from django.test.client import ClientHandler
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from chongyang.api.schema import openapi
from chongyang.territory.enums import Role
from tests import factories
from tests.api.callers import caller

EXAMPLES = 5
CHECKS = (
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)


def test_every_operation_names_its_token_and_every_write_its_key():
    for path, methods in openapi()["paths"].items():
        for method, operation in methods.items():
            assert operation["x-token-name"], path
            assert operation["security"] == [{"token": []}]
            assert operation["description"]
            keyed = [one["name"] for one in operation["parameters"] if one["name"] == "Idempotency-Key"]
            assert not keyed or method == "post"


_handler = ClientHandler(enforce_csrf_checks=False)


def _application(environ: dict[str, Any], start: Any) -> list[bytes]:
    """The site as a WSGI application that stays in the test's transaction."""
    response = _handler(environ)
    start(f"{response.status_code} {response.reason_phrase}", list(response.items()))
    return list(response)


@pytest.mark.slow
@pytest.mark.parametrize("role", [Role.OPERATOR, Role.STREET_CLERK])
def test_no_input_gives_an_answer_that_the_schema_does_not_name(db: None, settings: Any, role: Role) -> None:
    settings.API_CALLS_A_MINUTE = 1_000_000
    elder = factories.make_elder()
    factories.make_contact(elder)
    who = caller(role)
    for operation in schemathesis.openapi.from_wsgi("/api/openapi.json", _application).get_all_operations():
        _try(operation.ok(), {"Authorization": f"Bearer {who.secret}"}, str(elder.id))


def _try(operation: Any, headers: dict[str, str], elder: str) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @_given(operation)  # type: ignore[untyped-decorator]
    def one(case: Any) -> None:
        if "elder" in case.path_parameters:
            case.path_parameters["elder"] = elder
        response = case.call(headers=headers)
        case.validate_response(response, checks=CHECKS)

    one()


def _given(operation: Any) -> Any:
    from hypothesis import given

    return given(case=operation.as_strategy())
