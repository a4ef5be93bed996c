"""What is asked of a server beyond schemathesis' own checks, and the words that its questions are made of.

The description leaves open what a time, a name or a cursor may be: `since=0` fits it and means nothing. So in general a
request that fits may be refused with 400, but only for a parameter that was stated and whose words are open. Where
SCOPEON_KNOWN lists words that mean something, they take the place of those that were made up, and nothing may be refused."""

import json
import os

import schemathesis

# Refusals that are let pass, by what they say, each with its reason.
LET_PASS = {
    "exactly one of model, prices and no_cache": "which of three is stated: a description of parameters cannot say so",
}
KNOWN = json.loads(os.environ.get("SCOPEON_KNOWN", "{}"))


def is_open(schema):
    """Whether a schema leaves open what a value may be."""
    schema = schema.get("items", schema)
    return schema.get("type") == "string" and "enum" not in schema


@schemathesis.check
def a_refusal_is_for_an_open_parameter(ctx, response, case):
    if response.status_code != 400 or case.meta is None or not case.meta.generation.mode.is_positive:
        return None
    if case.operation.method.upper() == "POST" or any(part in response.text for part in LET_PASS):
        return None
    described = {one["name"]: one["schema"] for one in case.operation.definition.raw.get("parameters", [])}
    named = response.json().get("parameter", "").rstrip("0123456789[]")
    if named not in described or not is_open(described[named]):
        raise AssertionError(f"refused for {named!r}, which the description does not leave open: {response.text}")
    if named not in (case.query or {}) and named not in (case.path_parameters or {}):
        raise AssertionError(f"refused for {named}, which was not stated")
    return None


def meant(name, made_up):
    """A word that means something in place of one that was made up, which decides what it is."""
    values = KNOWN[name]
    chosen = values[len(str(made_up)) % len(values)]
    # Of a parameter that may be given many times there is a list.
    return [chosen] if isinstance(made_up, list) and not isinstance(chosen, list) else chosen


def meaningful(path, query):
    """A query that has to be answered."""
    # A cursor is of one question and server: only a page before hands one out.
    query = {name: meant(name, value) if name in KNOWN else value for name, value in query.items() if name != "cursor"}
    if isinstance(query.get("by"), list):
        query["by"] = list(dict.fromkeys(query["by"]))[:3]
    if path.endswith("/whatif"):
        prices = [name for name in ("model", "prices") if name in query][:1]
        query = {name: value for name, value in query.items() if name not in ("model", "prices", "no_cache") or name in prices}
        query |= {} if prices else {"no_cache": "true"}
    return query


if KNOWN:

    @schemathesis.hook
    def map_query(context, query):
        return meaningful(context.operation.path, query or {})

    @schemathesis.hook
    def map_path_parameters(context, path_parameters):
        return {name: meant(name, value) if name in KNOWN else value for name, value in (path_parameters or {}).items()}
