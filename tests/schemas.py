# SPDX-License-Identifier: GPL-2.0-or-later
"""The JSON schemas that are shipped, and a strict form of each that takes no member which it does not describe.

    shipped, strict = schemas.load(source / "analyzer/report/capfcheck.schema.json")
    problems = schemas.problems(strict, value)
"""
import copy
import json

from jsonschema import Draft202012Validator


def _closed(node, but):
    """The schema with every object closed, except the definitions that others are made of."""
    if isinstance(node, list):
        return [_closed(one, but) for one in node]
    if not isinstance(node, dict):
        return node
    result = {name: one if name in but else _closed(one, but) for name, one in node.items()}
    if isinstance(node.get("properties"), dict):
        result["additionalProperties"] = False
    return result


def load(path, but=()):
    """(validator as it is shipped, strict validator). `but`: names of definitions that stay open."""
    schema = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema), Draft202012Validator(_closed(copy.deepcopy(schema), but))


def problems(validator, value):
    """The first few things that are wrong, a line each."""
    for error in list(validator.iter_errors(value))[:3]:
        detail = min(error.context, key=lambda one: -len(one.absolute_path), default=error)
        yield f"{detail.json_path}: {detail.message[:300]}"
