"""The OpenAPI schema: what ninja knows, and what the door adds to every operation."""

from copy import deepcopy
from functools import cache
from typing import Any

from chongyang.api.door import KEY_HEADER
from chongyang.api.marks import READS
from chongyang.api.problems import KINDS, MEDIA_TYPE
from chongyang.api.service import service
from chongyang.territory.enums import TokenName

PREFIX = "/api/"
PROBLEM: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string", "enum": sorted(KINDS)},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "detail"],
                "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}
KEY: dict[str, Any] = {
    "name": KEY_HEADER,
    "in": "header",
    "required": True,
    "description": "the same key for every repetition of one operation; kept for 24 hours",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[\\x21-\\x7e]+$"},
}
ALWAYS = ("400", "401", "403", "404", "422", "429", "500", "503")
WITH_BODY = ("409", "413", "415")


@cache
def openapi() -> dict[str, Any]:
    """The whole schema as plain JSON."""
    told: dict[str, Any] = deepcopy(dict(service.get_openapi_schema(path_prefix=PREFIX)))
    told["servers"] = [{"url": "/"}]
    told["components"]["schemas"]["Problem"] = PROBLEM
    told["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    names = _names()
    for methods in told["paths"].values():
        for method, operation in methods.items():
            _complete(operation, method, names[operation["operationId"]])
    return told


def _names() -> dict[str, TokenName]:
    """What each operation needs of its token."""
    return {
        operation.operation_id or "": operation.auth_callbacks[0].name  # type: ignore[attr-defined]
        for router in service._get_bound_routers()
        for path in router.path_operations.values()
        for operation in path.operations
    }


def _complete(operation: dict[str, Any], method: str, name: TokenName) -> None:
    operation["security"] = [{"token": []}]
    operation["x-token-name"] = name.value
    if method == "post" and operation["operationId"] not in READS:
        operation["parameters"] = [*operation.get("parameters", []), KEY]
    statuses = ALWAYS if method == "get" else (*ALWAYS, *WITH_BODY)
    if method == "patch":
        statuses = (*statuses, "412", "428")
    if operation["operationId"] == "export_elders":
        statuses = (*statuses, "413")
        operation["responses"]["200"] = NDJSON
    for status in statuses:
        operation["responses"].setdefault(status, _problem(status))


NDJSON: dict[str, Any] = {
    "description": "one elder a line, masked",
    "content": {"application/x-ndjson": {"schema": {"type": "string"}}},
}


def _problem(status: str) -> dict[str, Any]:
    codes = sorted(code for code, (number, _) in KINDS.items() if str(number) == status)
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": ", ".join(codes), "content": {MEDIA_TYPE: {"schema": schema}}}
