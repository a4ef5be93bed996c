#!/usr/bin/env python3
"""Makes prices.tsv, the built-in price table, from LiteLLM price maps and the hand-kept dated.tsv.

Run it beside the table (standard library only; the same input gives the same bytes):

    python3 make_prices.py --date 2026-11-22 --snapshot 1.109.1 \\
        litellm_prices.json litellm_prices_retired.json > prices.tsv

The first map is LiteLLM's `model_prices_and_context_window.json` of the release named by --snapshot; every
further map adds models that the first no longer has, each entry naming its release in `_snapshot`.
--date is the day the facts were taken and becomes the version of the table. A summary goes to standard error.

dated.tsv holds what no newest map can know: earlier prices of a model (`until` says when they ended; the row
made from the maps then starts that day), prices that were a multiple of the present ones, and other names; its
header documents the forms.
"""

import argparse
import json
import pathlib
import re
import sys
from decimal import ROUND_HALF_UP, Decimal

COLUMNS = (
    "key from until vendor input output reasoning cache_read write_5m write_1h search window max_output "
    "fast us eu variants source"
).split()
RATES = ("input", "output", "reasoning", "cache_read", "write_5m", "write_1h")
# LiteLLM's suffix of a service tier -> the name in the table.
TIERS = {"": "", "_priority": "priority", "_batches": "batch", "_flex": "flex", "_ultrafast": "ultrafast"}
MODES = {"chat", "responses", "completion"}

# Whole price lists to keep: the vendors themselves and the gateways coding agents are pointed at.
LISTS = {
    "anthropic", "openai", "text-completion-openai", "gemini", "vertex_ai-language-models", "xai", "deepseek",
    "moonshot", "zai", "minimax", "mistral", "codestral", "dashscope", "github_copilot", "opencode_go", "groq",
    "cerebras", "meta", "meta_llama", "openrouter", "cognition", "morph", "xiaomi_mimo", "tencent", "inception",
    "v0", "azure", "ollama",
}
# Lists of which only the models agents write code with are kept.
PARTLY = {"fireworks_ai", "vertex_ai", "together_ai", "vercel_ai_gateway"}
CODING = re.compile(
    r"kimi|glm-|deepseek|qwen-?3|coder|minimax-m|gpt-oss|devstral|codestral|gemini-|grok-|claude-|codex|gpt-[456]"
    r"|/o[134]|llama-?(?:v3p3|3\.3|4|v4)|muse-"
)
# What no coding agent sends a prompt to; fine-tuned models are priced by their owner's override.
DROPPED = re.compile(
    r"audio|realtime|tts|image|embed|transcri|moderation|-live|lyria|guard|robotics|search-preview|search-api"
    r"|^ft:|ocr|omni|learnlm|gemma-2|sample_spec|/(us|eu|us-gov|global|global-standard|[a-z]+-[a-z]+-\d)/|/ft:"
    r"|nomic|bge-|voxtral|rerank|prompt-guard|vision-alpha"
)
BEDROCK = re.compile(r"^(?:(?:us|eu|apac|au|jp|global|us-gov)\.)?anthropic\.(claude-[a-z0-9.-]+?)(?:-v\d+)?(?::\d+)?$")
BEDROCK_OPENAI = re.compile(r"^(?:(?:us|eu|apac|au|jp|global|us-gov)\.)?openai\.gpt-[56]")
DAY = re.compile(r"(.+)-20\d{6}")
VERTEX = re.compile(r"^vertex_ai/(claude-[a-z0-9.-]+?)(?:@(\w+))?$")


def per_million(dollars_per_token, key, field):
    """An exact decimal of dollars per million tokens; a price finer than a pico-dollar is rounded to one."""
    exact = Decimal(repr(dollars_per_token)) * 1_000_000
    rounded = exact.quantize(Decimal("0.000001"), ROUND_HALF_UP)
    if exact != rounded:
        print(f"rounded: {key} {field} {exact} -> {rounded}", file=sys.stderr)
    return plain(rounded)


def plain(number):
    """A decimal without exponent and trailing zeros."""
    text = format(Decimal(number), "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def thousands(tokens):
    return f"_above_{tokens // 1000}k_tokens" if tokens else ""


def rate_set(entry, key, above, suffix):
    """One set of rates of an entry as a tuple in the order of RATES, or None where it states none."""
    band = thousands(above)
    names = {
        "input": [f"input_cost_per_token{band}{suffix}"],
        "output": [f"output_cost_per_token{band}{suffix}"],
        "reasoning": [f"output_cost_per_reasoning_token{band}{suffix}"],
        "cache_read": [f"cache_read_input_token_cost{band}{suffix}"],
        "write_5m": [f"cache_creation_input_token_cost{band}{suffix}"],
        "write_1h": [
            f"cache_creation_input_token_cost_above_1hr{band}{suffix}",
            f"cache_creation_input_token_cost_above_12hr{band}{suffix}",
        ],
    }
    if not band and not suffix:
        names["cache_read"].append("input_cost_per_token_cache_hit")
    return rates_of(entry, key, names)


def rates_of(entry, key, names):
    found = []
    for rate in RATES:
        field = next((name for name in names[rate] if isinstance(entry.get(name), (int, float))), None)
        found.append("" if field is None else per_million(entry[field], key, field))
    values = dict(zip(RATES, found))
    if values["input"] == "" or values["output"] == "":
        return None
    # A reasoning price equal to the output price says nothing.
    if values["reasoning"] == values["output"]:
        values["reasoning"] = ""
    return tuple(values[rate] for rate in RATES)


def tiered_sets(entry, key):
    """`tiered_pricing` as sets: the lower end of each range is what the prompt must exceed."""
    names = {
        "input": ["input_cost_per_token"],
        "output": ["output_cost_per_token"],
        "reasoning": ["output_cost_per_reasoning_token"],
        "cache_read": ["cache_read_input_token_cost"],
        "write_5m": ["cache_creation_input_token_cost"],
        "write_1h": ["cache_creation_input_token_cost_above_1hr"],
    }
    sets = {}
    for tier in entry.get("tiered_pricing") or []:
        rates = rates_of(tier, key, names) if "range" in tier else None
        if rates:
            sets[("", int(tier["range"][0]))] = rates
    return sets


def all_sets(entry, key):
    bounds = {0}
    for field in entry:
        match = re.match(r"(?:input|output)_cost_per_token_above_(\d+)k_tokens", field)
        if match:
            bounds.add(int(match[1]) * 1000)
    sets = {}
    for suffix, tier in TIERS.items():
        for above in sorted(bounds):
            rates = rate_set(entry, key, above, suffix)
            if rates:
                sets[(tier, above)] = rates
    if ("", 0) not in sets:
        sets.update(tiered_sets(entry, key))
    return sets


def vendor_of(key, entry):
    if re.search(r"(?:^|[/.])claude-", key):
        return "anthropic"
    return entry["litellm_provider"].removeprefix("text-completion-").split("-")[0]


def row_of(key, entry, source):
    sets = all_sets(entry, key)
    base = sets.pop(("", 0), None)
    if base is None:
        return None
    search = (entry.get("search_context_cost_per_query") or {}).get("search_context_size_medium")
    special = entry.get("provider_specific_entry") or {}
    variants = [
        f"{tier}{'>' + str(above) if above else ''}:{','.join(rates)}" for (tier, above), rates in sorted(sets.items())
    ]
    row = dict.fromkeys(COLUMNS, "")
    row.update(zip(RATES, base))
    if key.startswith("claude-3-") and Decimal(row["write_1h"] or 0) != 2 * Decimal(row["input"]):
        # LiteLLM states 6 for every Claude 3, whatever its price; the vendor's own rule, twice the input
        # price, is what an empty cell means.
        row["write_1h"] = ""
    row.update(
        key=key.lower(),
        vendor=vendor_of(key.lower(), entry),
        search="" if not search else plain(repr(search)),
        window=tokens(entry.get("max_input_tokens") or entry.get("max_tokens")),
        max_output=tokens(entry.get("max_output_tokens")),
        fast=multiplier(special.get("fast")),
        us=multiplier(special.get("us") or entry.get("regional_processing_uplift_multiplier_us")),
        eu=multiplier(entry.get("regional_processing_uplift_multiplier_eu")),
        variants=" ".join(variants),
        source=source,
    )
    return row


def tokens(count):
    return str(int(count)) if isinstance(count, (int, float)) and count > 0 else ""


def multiplier(value):
    return "" if value in (None, 1, 1.0) else plain(repr(value))


def wanted(key, entry):
    name = key.lower()
    if entry.get("mode") not in MODES or DROPPED.search(name):
        return False
    lister = entry.get("litellm_provider", "")
    if lister in LISTS:
        return True
    if lister in PARTLY or lister.startswith("vertex_ai-"):
        return bool(CODING.search(name))
    return bool(BEDROCK.match(name) or BEDROCK_OPENAI.match(name))


def add_rows(rows, entries, source):
    for key in sorted(entries):
        entry = entries[key]
        if not wanted(key, entry):
            continue
        row = row_of(key, entry, source or entry["_snapshot"].removeprefix("litellm "))
        if row is not None:
            rows.setdefault(row["key"], row)


def drop_respelled(rows):
    """Drops cloud spellings of Claude that lookup leads to a row with the very same prices."""
    for key in sorted(rows):
        match = BEDROCK.match(key) or VERTEX.match(key)
        if not match:
            continue
        names = [match[1]]
        if len(match.groups()) > 1 and match[2]:
            names.insert(0, f"{match[1]}-{match[2]}")
        plain_row = next((rows[name] for name in names if name in rows), None)
        if plain_row and standard(rows[key]) == standard(plain_row):
            del rows[key]


def standard(row):
    """What a Standard call costs, with the fall-backs of lookup applied to what a row leaves out."""
    bands = tuple(v for v in row["variants"].split() if v.startswith(">"))
    hour = row["write_1h"] or plain(Decimal(row["input"]) * 2)
    return tuple(row[rate] for rate in RATES[:5]) + (hour, bands)


def canonical_bedrock(rows):
    """Gives regional rows the one key that lookup asks for: without a version and, for a model's only release in a
    region, also without its day."""
    for key in sorted(rows):
        match = BEDROCK.match(key)
        name = match and key[: match.start(1)] + match[1]
        if match and name not in rows and not re.search(r"-(?:v\d+|instant)$", match[1]):
            rows[name] = {**rows.pop(key), "key": name}
    undated = {}
    for key in rows:
        match = not key.startswith("anthropic.") and BEDROCK.match(key) and DAY.fullmatch(key)
        if match:
            undated.setdefault(match[1], []).append(key)
    for name, dated in undated.items():
        if len(dated) == 1 and name not in rows:
            rows[name] = {**rows[dated[0]], "key": name}


def apply_dated(rows, path):
    """Adds what dated.tsv knows and returns the periods before the present rows."""
    earlier, aliases = [], []
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if not line or line.startswith("#"):
            continue
        if cells[1].startswith("="):
            aliases.append((cells[0], cells[1][1:], *cells[2:]))
        elif cells[1].startswith("*"):
            earlier.append(multiple(rows, *cells))
        else:
            row = dict(zip(COLUMNS, cells, strict=True))
            if row["until"]:
                begin(rows, row)
                earlier.append(row)
            else:
                rows[row["key"]] = row
    for alias in aliases:
        name(rows, earlier, *alias)
    return earlier


def begin(rows, row):
    """Starts the present row of a key where an earlier one ends."""
    present = rows[row["key"]]
    present["from"] = max(present["from"], row["until"])


def multiple(rows, key, inward, outward, since, until, source):
    """An earlier row whose prices were `*inward` times the present prompt's and `*outward` times the answer's."""
    present = rows[key]
    factors = dict.fromkeys(RATES, inward[1:]) | dict.fromkeys(("output", "reasoning"), outward[1:])

    def times(rates):
        pairs = zip(RATES, rates)
        return [plain(Decimal(value) * Decimal(factors[rate])) if value else "" for rate, value in pairs]

    row = {**present, "from": since, "until": until, "source": source}
    row.update(zip(RATES, times([present[rate] for rate in RATES])))
    sets = [variant.split(":") for variant in present["variants"].split()]
    row["variants"] = " ".join(f"{kind}:{','.join(times(rates.split(',')))}" for kind, rates in sets)
    begin(rows, row)
    return row


def name(rows, earlier, key, other, since="", until="", source=""):
    """Another name of a model, always or in a period: a copy of the rows that hold then. What the key was before stays."""
    before = rows.pop(key, None) if since else None
    if before and before["from"] < since:
        earlier.append({**before, "until": since})
    for row in [rows[other], *(row for row in earlier if row["key"] == other)]:
        first = max(row["from"], since)
        last = min(row["until"] or "9999", until or "9999").replace("9999", "")
        if last and first >= last:
            continue
        copy = {**row, "key": key, "from": first, "until": last, "source": source or row["source"]}
        if last:
            earlier.append(copy)
        else:
            rows.setdefault(key, copy)


def header(date, snapshot):
    note = f"""\
# Scopeon's price table: what a million tokens of a model cost, in US dollars, and since when.
# Made by make_prices.py; do not edit by hand (dated.tsv is the hand-kept part).
# Facts from LiteLLM {snapshot} and, for models it no longer lists, from its releases 1.83.0 and 1.77.7
# (MIT licence, Copyright (c) 2023 Berri AI; https://github.com/BerriAI/litellm).
#
# One row a model and period, tab-separated, sorted by key, then from. An empty cell is "not stated".
#   key         the model as a price list names it, lower case
#   from until  first day the row holds, first day it no longer does (UTC); empty: since ever, until further notice
#   vendor      whose price list; `anthropic` decides how an unstated cache price is derived
#   input output reasoning cache_read write_5m write_1h
#               USD per million tokens, exact; reasoning only where it is not the output price;
#               write_1h is the price of any longer-lived cache (Anthropic 1 h, OpenAI 12 h)
#   search      USD per web search request
#   window      the largest prompt in tokens; max_output: the largest answer
#   fast us eu  multipliers on every token rate in fast mode, for US and EU processing
#   variants    other whole sets of rates, space-separated: TIER>TOKENS:input,output,reasoning,cache_read,write_5m,write_1h
#               TIER is empty (standard), priority, batch, flex or ultrafast; >TOKENS: requests whose whole prompt is larger
#   source      the release of LiteLLM the row is taken from, or who says it: a vendor or a repository, with the day or
#               the number of what says it
#version {date}
"""
    return note + "#" + "\t".join(COLUMNS) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("maps", nargs="+", type=pathlib.Path, help="LiteLLM price maps, the present one first")
    parser.add_argument("--date", required=True, help="the day the facts were taken, YYYY-MM-DD")
    parser.add_argument("--snapshot", required=True, help="the LiteLLM release of the first map")
    parser.add_argument("--dated", type=pathlib.Path, default=pathlib.Path(__file__).with_name("dated.tsv"))
    options = parser.parse_args()
    rows = {}
    for index, path in enumerate(options.maps):
        entries = json.loads(path.read_text(encoding="utf-8"))
        add_rows(rows, entries, options.snapshot if index == 0 else None)
    drop_respelled(rows)
    canonical_bedrock(rows)
    earlier = apply_dated(rows, options.dated)
    table = sorted([*rows.values(), *earlier], key=lambda row: (row["key"], row["from"]))
    text = header(options.date, options.snapshot) + "".join(
        "\t".join(row[column] for column in COLUMNS) + "\n" for row in table
    )
    sys.stdout.buffer.write(text.encode("utf-8"))
    print(f"{len(table)} rows, {len(text)} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
