from __future__ import annotations

import runpy
from typing import Any

import pytest

from tests.support.server import REPOSITORY

SCRIPT = runpy.run_path(str(REPOSITORY / "tools" / "write_api_types.py"))


def test_the_browsers_types_are_what_the_document_says() -> None:
    assert SCRIPT["FILE"].read_text(encoding="utf-8") == SCRIPT["types"](), (
        "run: python tools/write_api_types.py"
    )


@pytest.mark.parametrize(
    ("schema", "written"),
    [
        ({"type": "integer", "minimum": 0}, "number"),
        ({"anyOf": [{"type": "number"}, {"type": "integer"}, {"type": "null"}]}, "number | null"),
        ({"enum": ["a", 1, True]}, '"a" | 1 | true'),
        ({"const": "set_text"}, '"set_text"'),
        ({"$ref": "#/components/schemas/Word"}, "Word"),
        ({"type": "array", "items": {"enum": ["a", "b"]}}, 'Array<"a" | "b">'),
        (
            {
                "type": "array",
                "prefixItems": [{"type": "string"}, {"type": ["null", "number"]}],
                "minItems": 1,
            },
            "[(string), (null | number)?]",
        ),
        ({"type": "object"}, "Record<string, unknown>"),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, "Record<string, number>"),
        (
            {
                "type": "object",
                "properties": {
                    "id": {"type": "string"},
                    "from-to": {"type": "number", "description": "seconds"},
                },
                "required": ["id"],
            },
            '{\n  id: string;\n  /** seconds */\n  "from-to"?: number;\n}',
        ),
    ],
)
def test_a_schema_as_a_type(schema: dict[str, Any], written: str) -> None:
    assert SCRIPT["type_of"](schema) == written


def test_a_schema_of_an_unknown_form_is_refused() -> None:
    with pytest.raises(ValueError, match="no TypeScript type is known"):
        SCRIPT["type_of"]({"not": {"type": "string"}})
