"""The reference page, rendered from the schema, and the schema itself. Both are public and hold no data."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from chongyang.api.problems import KINDS
from chongyang.api.schema import openapi
from chongyang.api.told import GROUPS, OPERATIONS
from chongyang.api.told_activities import ACTIVITIES, ACTIVITIES_GROUPS
from chongyang.api.told_approvals import APPROVALS, APPROVALS_GROUPS
from chongyang.api.told_designations import DESIGNATIONS, DESIGNATIONS_GROUPS
from chongyang.api.told_desk import MORE
from chongyang.api.told_duties import DUTIES, DUTIES_GROUPS
from chongyang.api.told_funding import FUNDING, FUNDING_GROUPS
from chongyang.api.told_projects import PROJECTS, PROJECTS_GROUPS
from chongyang.api.told_reporting import RETURNS, RETURNS_GROUPS
from chongyang.api.told_services import SERVICES, SERVICES_GROUPS
from chongyang.api.told_supervision import ASSESSMENT, ASSESSMENT_GROUPS
from chongyang.api.told_treasury import TREASURY
from chongyang.territory.enums import TokenName

TAGS = (
    GROUPS
    | PROJECTS_GROUPS
    | DUTIES_GROUPS
    | RETURNS_GROUPS
    | FUNDING_GROUPS
    | APPROVALS_GROUPS
    | DESIGNATIONS_GROUPS
    | ASSESSMENT_GROUPS
    | SERVICES_GROUPS
    | ACTIVITIES_GROUPS
)
WORDS = OPERATIONS | MORE | PROJECTS | TREASURY | RETURNS | FUNDING | APPROVALS | DESIGNATIONS | ASSESSMENT
WORDS |= DUTIES | SERVICES | ACTIVITIES
"""What the tags and the operations are called; each room has its own file."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One line of the page."""

    id: str
    method: str
    path: str
    told: str
    name: str
    parameters: list[dict[str, Any]]
    body: list[dict[str, Any]]
    statuses: list[str]


@dataclass(slots=True)
class Group:
    """The operations under one tag."""

    tag: str
    label: str
    operations: list[Operation] = field(default_factory=list)


@require_GET
def schema(request: HttpRequest) -> JsonResponse:
    """OpenAPI 3.1 as JSON."""
    return JsonResponse(openapi(), json_dumps_params={"ensure_ascii": False})


@require_GET
def docs(request: HttpRequest) -> HttpResponse:
    """The reference of the JSON door for people."""
    kinds = sorted(KINDS.items(), key=lambda kind: (kind[1][0], kind[0]))
    context = {
        "groups": _groups(),
        "problems": [(code, status, gettext(title)) for code, (status, title) in kinds],
        "names": [(name.value, gettext(name.label)) for name in TokenName],
    }
    return render(request, "api/docs.html", context)


def _groups() -> list[Group]:
    groups: dict[str, Group] = {}
    for path, methods in openapi()["paths"].items():
        for method, operation in methods.items():
            tag = operation["tags"][0]
            group = groups.setdefault(tag, Group(tag, gettext(TAGS[tag])))
            group.operations.append(_operation(path, method, operation))
    return list(groups.values())


def _operation(path: str, method: str, told: dict[str, Any]) -> Operation:
    words = WORDS[told["operationId"]]
    parameters = [
        {
            "name": one["name"],
            "place": one["in"],
            "required": one.get("required", False),
            "type": _type(one["schema"]),
        }
        for one in told.get("parameters", [])
    ]
    return Operation(
        id=told["operationId"],
        method=method.upper(),
        path=path,
        told=gettext(words),
        name=told["x-token-name"],
        parameters=parameters,
        body=_body(told),
        statuses=sorted(status for status in map(str, told["responses"]) if status < "300"),
    )


def _body(told: dict[str, Any]) -> list[dict[str, Any]]:
    """The fields of the body, one level deep."""
    content = told.get("requestBody", {}).get("content", {}).get("application/json", {})
    shape = _resolved(content.get("schema", {}))
    required = shape.get("required", [])
    return [
        {"name": name, "required": name in required, "type": _type(one)}
        for name, one in shape.get("properties", {}).items()
    ]


def _resolved(shape: dict[str, Any]) -> dict[str, Any]:
    name = shape.get("$ref", "").rpartition("/")[2]
    return dict(openapi()["components"]["schemas"][name]) if name else shape


def _type(shape: dict[str, Any]) -> str:
    """A schema in a few words."""
    if parts := shape.get("anyOf") or shape.get("allOf"):
        return " | ".join(_type(one) for one in parts)
    held = _resolved(shape)
    if "enum" in held:
        return " | ".join(map(str, held["enum"]))
    if held.get("type") == "array":
        return f"[{_type(held.get('items', {}))}]"
    return str(held.get("format") or held.get("type") or "object")
