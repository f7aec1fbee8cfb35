"""The schema against the door: whatever a program sends, the answer is one that the schema names."""

from collections import Counter
from typing import Any

import pytest
import schemathesis
from django.test.client import ClientHandler
from hypothesis import HealthCheck, Phase, settings
from ninja.openapi.schema import OpenAPISchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from chongyang.api.schema import PREFIX, openapi
from chongyang.api.service import service
from chongyang.territory.enums import Role
from tests import factories
from tests.api.callers import caller

EXAMPLES = 3
ROLES = (Role.OPERATOR, Role.STREET_CLERK)
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


def test_no_two_shapes_have_one_name(monkeypatch):
    """Of two shapes with one name the last would stand for both, in every operation."""
    seen: dict[str, Any] = {}
    twice = set()

    def kept(schema: OpenAPISchema, told: dict[str, Any]) -> None:
        twice.update(name for name, shape in told.items() if seen.setdefault(name, shape) != shape)
        schema.schemas.update(told)

    monkeypatch.setattr(OpenAPISchema, "add_schema_definitions", kept)
    service.get_openapi_schema(path_prefix=PREFIX)
    assert len(seen) > 300
    assert sorted(twice) == []


def test_no_two_operations_have_one_name():
    names = [row["operationId"] for rows in openapi()["paths"].values() for row in rows.values()]
    assert sorted(name for name, count in Counter(names).items() if count > 1) == []


_handler = ClientHandler(enforce_csrf_checks=False)


def _application(environ: dict[str, Any], start: Any) -> list[bytes]:
    """The site as a WSGI application that stays in the test's transaction."""
    response = _handler(environ)
    start(f"{response.status_code} {response.reason_phrase}", list(response.items()))
    return list(response)


@pytest.mark.slow
def test_no_input_gives_an_answer_that_the_schema_does_not_name(db: None, settings: Any) -> None:
    """What was made up for an operation is sent by somebody of each role: to make it up costs the most."""
    settings.API_CALLS_A_MINUTE = 1_000_000
    elder = factories.make_elder()
    factories.make_contact(elder)
    tokens = [{"Authorization": f"Bearer {caller(role).secret}"} for role in ROLES]
    for operation in schemathesis.openapi.from_wsgi("/api/openapi.json", _application).get_all_operations():
        _try(operation.ok(), tokens, str(elder.id))


def _try(operation: Any, tokens: list[dict[str, str]], elder: str) -> None:
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
        for headers in tokens:
            response = case.call(headers=headers)
            case.validate_response(response, checks=CHECKS)

    one()


def _given(operation: Any) -> Any:
    from hypothesis import given

    return given(case=operation.as_strategy())
