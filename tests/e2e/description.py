"""Holds answers against docs/openapi.json: as much of JSON Schema 2020-12 as the document uses."""
import datetime
import json
import re
import uuid

import rig

DOCUMENT = json.loads((rig.SOURCE / "docs" / "openapi.json").read_text())
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
KEYWORDS = {"$ref", "anyOf", "type", "enum", "format", "description", "properties", "required", "items",
            "additionalProperties"}


def problems(value, schema, where="$"):
    """Sentences that say what is wrong and where."""
    unknown = schema.keys() - KEYWORDS
    assert not unknown, f"{where}: this validator does not know {unknown}"
    if "$ref" in schema:
        return problems(value, DOCUMENT["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]], where)
    if "anyOf" in schema:
        fits = any(not problems(value, each, where) for each in schema["anyOf"])
        return [] if fits else [f"{where}: none of the forms allowed"]
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(is_of_type(value, each) for each in types):
        return [f"{where}: {value!r} is no {'/'.join(types)}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{where}: {value!r} is not one of {schema['enum']}"]
    if isinstance(value, str) and not is_of_format(value, schema.get("format")):
        return [f"{where}: {value!r} is no {schema['format']}"]
    found = []
    if isinstance(value, list):
        for index, item in enumerate(value):
            found += problems(item, schema.get("items", {}), f"{where}[{index}]")
    if isinstance(value, dict):
        found += [f"{where}: lacks {name}" for name in schema.get("required", []) if name not in value]
        declared = schema.get("properties", {})
        more = schema.get("additionalProperties", True)
        for name, item in value.items():
            if name in declared or isinstance(more, dict):
                found += problems(item, declared.get(name, more), f"{where}.{name}")
            elif more is False:
                found.append(f"{where}: {name} is not declared")
    return found


def is_of_type(value, name):
    if name in ("integer", "number"):
        return isinstance(value, int if name == "integer" else (int, float)) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


def is_of_format(text, name):
    try:
        if name == "uuid":
            uuid.UUID(text)
        if name == "date-time":
            datetime.datetime.fromisoformat(re.sub(r"(\.\d+)?Z$", "+00:00", text))
    except ValueError:
        return False
    return True


def schema(method, path, status=200):
    """The content type and the schema of an answer, as the document declares them."""
    answer = DOCUMENT["paths"][path][method.lower()]["responses"][str(status)]
    ((kind, content),) = answer["content"].items()
    return kind, content["schema"]
