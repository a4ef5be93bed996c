#!/usr/bin/env python3
"""Makes seen.tsv: what price lists said that the vendors' models cost, each with the day of the list.

Run it beside the lists, oldest first, each as DAY:RELEASE:FILE (standard library only):

    python3 make_seen.py 2026-03-31:1.83.0:old.json 2026-11-22:1.109.1:litellm_prices.json > seen.tsv

A line is written where a model is first seen and wherever it costs something else than in the list before. A test holds
prices.tsv against each line, so that a price that changed needs its dated row. A price that the hand-kept seen_not.tsv
names (key, input, output, cache_read, why) is left out: a list was late or wrong.
"""

import json
import pathlib
import sys

import make_prices

# The vendors' own lists; gateways and hosts of other vendors' models change from day to day.
VENDORS = {
    "azure", "dashscope", "deepseek", "gemini", "github_copilot", "minimax", "mistral", "moonshot", "xai", "zai",
}
HEADER = """\
# What price lists said that a model cost; made by make_seen.py, do not edit by hand. A test holds prices.tsv against it.
# Facts from LiteLLM (MIT licence, Copyright (c) 2023 Berri AI; https://github.com/BerriAI/litellm). USD per million tokens.
#key\tday\tinput\toutput\tcache_read\trelease
"""


def is_vendors(key):
    vendor, _, model = key.partition("/")
    return not make_prices.BEDROCK.match(key) and (not model or vendor in VENDORS and "/" not in model)


def main():
    beside = pathlib.Path(__file__).with_name("seen_not.tsv").read_text(encoding="utf-8").splitlines()
    wrong = {tuple(line.split("\t")[:4]) for line in beside if line and not line.startswith("#")}
    lines, last = [], {}
    for argument in sys.argv[1:]:
        day, release, path = argument.split(":", 2)
        rows = {}
        make_prices.add_rows(rows, json.loads(pathlib.Path(path).read_text(encoding="utf-8")), release)
        for key, row in rows.items():
            price = (row["input"], row["output"], row["cache_read"])
            if not is_vendors(key) or (key, *price) in wrong or last.get(key) == price:
                continue
            last[key] = price
            lines.append((key, day, *price, release))
    sys.stdout.write(HEADER + "".join("\t".join(line) + "\n" for line in sorted(lines)))


if __name__ == "__main__":
    main()
