"""The API as it describes itself to programs (OpenAPI): what each operation takes, and all that it may answer.

It is made by `firsthand api-schema` and lies at no address: a server tells strangers nothing of itself.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from firsthand.doors.api.reader import api

SENTENCE = {
    "type": "object", "required": ["sentence"], "additionalProperties": False,
    "properties": {"sentence": {"type": "string", "description": "What was wrong, for people."}},
}  # fmt: skip
EVERYWHERE = {
    HTTPStatus.BAD_REQUEST: "What was sent is not of the form, or cannot be done: the sentence says why.",
    HTTPStatus.UNAUTHORIZED: "Nobody came in: no token or session, or one that does not open this study.",
    HTTPStatus.FORBIDDEN: "Whoever came in may not do that.",
    HTTPStatus.NOT_FOUND: "There is no such thing, for whoever came in.",
}
OF_WRITING = {
    HTTPStatus.CONFLICT: "Somebody changed it meanwhile, or it is there already: nothing was overwritten.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "It is understood, and cannot be kept as it is: the sentence says why.",
}
KEPT = {HTTPStatus.NOT_MODIFIED: "What was asked for with If-None-Match still holds."}
NEW = {HTTPStatus.CREATED: "It is new."}
LOG = "/api/s/{slug}/log"


def schema() -> dict[str, Any]:
    """The whole of it."""
    found: dict[str, Any] = dict(api.get_openapi_schema(path_prefix="/api/"))
    parts = found.setdefault("components", {})
    parts.setdefault("schemas", {})["Sentence"] = SENTENCE
    parts["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    found["security"] = [{"token": []}]
    for path, operations in found["paths"].items():
        for method, operation in operations.items():
            _tell(path, method, operation)
    return found


def _tell(path: str, method: str, operation: dict[str, Any]) -> None:
    """What an operation may answer besides what it is asked for, and that a token opens it."""
    operation["security"] = [{"token": []}]
    answers = operation["responses"] = {str(status): said for status, said in operation["responses"].items()}
    for status, why in (EVERYWHERE | (OF_WRITING if method != "get" else {})).items():
        answers[str(int(status))] = {
            "description": why,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Sentence"}}},
        }
    for status, why in (KEPT if method == "get" else NEW if path == LOG else {}).items():
        answers[str(int(status))] = {"description": why}
