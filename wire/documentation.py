"""What the wire says about itself: OpenAPI for machines, one page for people, both from the table of endpoints."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any
from urllib.parse import quote, unquote, urlencode

from version import VERSION
from wire.encoding import text
from wire.endpoint import Endpoint
from wire.limits import BODY_BYTES, QUERY_BYTES
from wire.question import VERSION_NAME

#: Choices that the page lists; of more it gives the number.
FEW = 12
_ERROR = {"type": "object", "properties": {"error": {"type": "string"}}, "required": ["error"]}
_REFUSALS = {
    "400": "The question cannot be answered as it stands.",
    "503": "Too much work is waiting; see Retry-After.",
}


def openapi(endpoints: Iterable[Endpoint]) -> dict[str, Any]:
    """The table in the words of OpenAPI 3.1."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Descent Lab",
            "version": VERSION,
            "description": "Runs of optimizers on loss surfaces. One question to one version has one answer.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "."}],
        "components": {"schemas": {"Error": _ERROR}},
        "paths": {endpoint.path: _operations(endpoint) for endpoint in endpoints},
    }


def _operations(endpoint: Endpoint) -> dict[str, Any]:
    schema = _schema(endpoint)
    common: dict[str, Any] = {
        "summary": endpoint.title,
        "description": endpoint.says,
        "responses": _responses(endpoint),
    }
    name = endpoint.path.strip("/").split("/")[0].partition(".")[0] or "index"
    version = _parameter(
        VERSION_NAME, {"type": "string"}, "The version of the code; an answer may then be kept for good."
    )
    if endpoint.asked == "address":
        parameters = [_parameter(name, schema, "", endpoint.path) for name, schema in endpoint.question.schemas.items()]
        return {"get": {"operationId": name, "parameters": [*parameters, version], **common}}
    if not endpoint.question.parts:
        return {"get": {"operationId": name, "parameters": [version], **common}}
    question = {
        "name": "q",
        "in": "query",
        "required": True,
        "description": f"The question; the whole query has at most {QUERY_BYTES:,} bytes. POST what is longer.",
        "content": {"application/json": {"schema": schema, "example": endpoint.example}},
    }
    body = {"required": True, "content": question["content"]}
    return {
        "get": {"operationId": name, "parameters": [question, version], **common},
        "post": {"operationId": f"{name}_by_post", "requestBody": body, **common},
    }


def _schema(endpoint: Endpoint) -> dict[str, Any]:
    question = endpoint.question
    return {
        "type": "object",
        "properties": question.schemas,
        "required": question.required,
        "additionalProperties": False,
    }


def _parameter(name: str, schema: Any, says: str, path: str = "") -> dict[str, Any]:
    inside = f"{{{name}}}" in path
    where = {"in": "path", "required": True} if inside else {"in": "query", "required": False}
    return {"name": name, **where, "description": says or schema.get("description", name), "schema": schema}


def _responses(endpoint: Endpoint) -> dict[str, Any]:
    refusal = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    refusals = {status: {"description": says, "content": refusal} for status, says in _REFUSALS.items()}
    return {"200": {"description": endpoint.says, "content": {endpoint.media: {}}}} | refusals


_STYLE = """
:root { color-scheme: light dark; font: 16px/1.55 system-ui, sans-serif; }
body { max-width: 46rem; margin: 3rem auto; padding: 0 1.25rem; }
h1 { font-size: 1.6rem; font-weight: 600; } h2 { font-size: 1.05rem; font-weight: 600; margin: 2.2rem 0 0.2rem; }
code, td:first-child { font-family: ui-monospace, monospace; font-size: 0.9em; }
table { border-collapse: collapse; width: 100%; margin-top: 0.5rem; }
td { border-top: 1px solid color-mix(in srgb, currentColor 18%, transparent); padding: 0.3rem 1rem 0.3rem 0; }
td { vertical-align: top; }
p { margin: 0.4rem 0; } .quiet { opacity: 0.7; }
"""


def page(endpoints: Iterable[Endpoint]) -> str:
    """The table as a page for people."""
    sections = "\n".join(_section(endpoint) for endpoint in endpoints)
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Descent Lab: the wire</title><style>{_STYLE}</style></head><body>
<h1>The wire</h1>
<p>Descent Lab answers questions about runs of optimizers on loss surfaces. A question is JSON: <code>GET</code> with
<code>?q=</code> up to {QUERY_BYTES:,} bytes of query, <code>POST</code> up to {BODY_BYTES:,} bytes of body. The same
question to the same version of the code, now <code>{VERSION}</code>, has the same answer. What cannot be
answered is refused with <code>{{"error": "a sentence"}}</code>.</p>
<p>For machines: <a href="openapi.json">openapi.json</a>.</p>
{sections}
</body></html>"""


def _section(endpoint: Endpoint) -> str:
    methods = "GET" if not endpoint.question.parts or endpoint.asked == "address" else "GET, POST"
    rows = "".join(
        f"<tr><td>{escape(name)}</td><td>{escape(_told(name, schema, endpoint))}</td></tr>"
        for name, schema in endpoint.question.schemas.items()
    )
    link = address(endpoint)
    return (
        f"<h2><code>{escape(endpoint.path.lstrip('/') or './')}</code></h2>"
        f"<p>{escape(endpoint.title)}. {escape(endpoint.says)}</p>"
        f'<p class="quiet">{methods}; {escape(endpoint.media)}; '
        f'<a href="{escape(link)}">{escape(unquote(link)) or "./"}</a></p>' + (f"<table>{rows}</table>" if rows else "")
    )


def address(endpoint: Endpoint) -> str:
    """Where the endpoint's example is answered, relative to `api/`."""
    path, example = endpoint.path.lstrip("/"), dict(endpoint.example or {})
    if endpoint.asked == "address":
        inside = {name: example.pop(name) for name in list(example) if f"{{{name}}}" in path}
        return f"{path.format(**inside)}?{urlencode(example)}"
    return f"{path}?q={quote(text(example))}" if example else path


def _told(name: str, schema: Any, endpoint: Endpoint) -> str:
    """What a reader should know about one name of a question."""
    facts = [schema["description"]] if "description" in schema else []
    if "enum" in schema:
        words = schema["enum"]
        facts.append("One of " + (", ".join(map(str, words)) if len(words) < FEW else f"{len(words)} names") + ".")
    if "minimum" in schema and "maximum" in schema:
        facts.append(f"From {schema['minimum']} to {schema['maximum']}.")
    if "default" in schema:
        facts.append(f"{schema['default']} by default.")
    if name in endpoint.question.required:
        facts.append("Required.")
    return " ".join(facts)


def openapi_text(endpoints: Iterable[Endpoint]) -> str:
    """`openapi` as JSON."""
    return text(openapi(endpoints))
