"""Generate `static/core/sync/api-types.d.ts` from the OpenAPI document: `python tools/write_api_types.py`.

`core/sync/api.js` is checked against it. Deprecated fields and routes are left out, so the page cannot use them. A test fails when the file and the document differ.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from transcribe.web.openapi.document import document

FILE = Path(__file__).resolve().parents[1] / "static" / "core" / "sync" / "api-types.d.ts"
HEAD = """/**
 * The types of the API, for `api.js`. Written by tools/write_api_types.py from the OpenAPI document
 * (transcribe/web/openapi/): change that instead.
 */
"""
METHODS = ("get", "post", "put", "patch", "delete")
JSON_TYPE = "application/json"
NAMES = {"string": "string", "number": "number", "integer": "number", "boolean": "boolean", "null": "null"}  # fmt: skip

Json = dict[str, Any]


def types() -> str:
    """The whole file."""
    described = document()
    schemas: Json = described["components"]["schemas"]
    named = "".join(
        f"\n{_comment(schema)}export type {name} = {type_of(schema)};\n"
        for name, schema in schemas.items()
    )
    answers = "".join(
        f"  {json.dumps(route)}: {answer};\n" for route, answer in _answers(described)
    )
    bodies = "".join(f"  {json.dumps(route)}: {body};\n" for route, body in _bodies(described))
    return (
        f"{HEAD}{named}\n/** Answers in JSON, by method and path. */\nexport interface Answers {{\n{answers}}}\n"
        f"\n/** Bodies in JSON, by method and path. */\nexport interface Bodies {{\n{bodies}}}\n"
    )


def type_of(schema: Json, indent: str = "") -> str:
    """A schema as a TypeScript type.

    Raises:
        ValueError: The schema has a form that the API did not use so far.
    """
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return " | ".join(json.dumps(value) for value in schema["enum"])
    for key, sign in (("anyOf", " | "), ("oneOf", " | "), ("allOf", " & ")):
        if key in schema:
            return sign.join(dict.fromkeys(type_of(part, indent) for part in schema[key]))
    kind = schema.get("type")
    if isinstance(kind, list):
        return " | ".join(NAMES[name] for name in kind)
    if kind == "array":
        return _array(schema, indent)
    if kind == "object":
        return _object(schema, indent)
    if kind in NAMES:
        return NAMES[kind]
    raise ValueError(f"no TypeScript type is known for the schema {schema}: add one to type_of")


def _array(schema: Json, indent: str) -> str:
    places = schema.get("prefixItems")
    if places is None:
        return f"Array<{type_of(schema['items'], indent)}>" if "items" in schema else "unknown[]"
    n_required = schema.get("minItems", 0)
    # A bracket and its "?" belong to the whole place, so unions are put in parentheses.
    parts = (f"({type_of(part, indent)}){'' if n < n_required else '?'}" for n, part in enumerate(places))  # fmt: skip
    return f"[{', '.join(parts)}]"


def _object(schema: Json, indent: str) -> str:
    fields: Json = schema.get("properties", {})
    if not fields:
        values = schema.get("additionalProperties")
        return f"Record<string, {type_of(values, indent) if values else 'unknown'}>"
    inner = indent + "  "
    required = schema.get("required", ())
    lines = (
        f"{inner}{_comment(field, inner)}{_key(name)}{'' if name in required else '?'}: {type_of(field, inner)};\n"
        for name, field in fields.items()
        if not field.get("deprecated")
    )
    return f"{{\n{''.join(lines)}{indent}}}"


def _key(name: str) -> str:
    return name if name.isidentifier() else json.dumps(name)


def _comment(schema: Json, indent: str = "") -> str:
    told = schema.get("description")
    return f"/** {told} */\n{indent}" if told else ""


def _routes(described: Json) -> Iterator[tuple[str, Json]]:
    for path, methods in described["paths"].items():
        if path.startswith("/v1/"):
            continue  # OpenAI's routes: the page does not use them
        for method in METHODS:
            if method in methods and not methods[method].get("deprecated"):
                yield f"{method.upper()} {path}", methods[method]


def _answers(described: Json) -> Iterator[tuple[str, str]]:
    for route, operation in _routes(described):
        for status, response in operation["responses"].items():
            if not status.startswith("2"):
                continue
            content = response.get("content", {})
            if JSON_TYPE in content:
                yield route, type_of(content[JSON_TYPE]["schema"], "  ")
            elif not content:
                yield route, "null"


def _bodies(described: Json) -> Iterator[tuple[str, str]]:
    for route, operation in _routes(described):
        content = operation.get("requestBody", {}).get("content", {})
        if JSON_TYPE in content:
            yield route, type_of(content[JSON_TYPE]["schema"], "  ")


if __name__ == "__main__":
    FILE.write_text(types(), encoding="utf-8")
