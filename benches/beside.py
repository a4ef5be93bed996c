#!/usr/bin/env python3
"""Holds the reports of Scopeon against those of ccusage on one home, and prints what is equal and what is not.

Usage: beside.py --scopeon PROGRAM --ccusage PROGRAM --home DIR

Compared are tokens and costs of days, weeks, months and sessions, whole and by model. Whatever differs is listed with both
values; why it may differ is in docs/coming-from.md.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile

TOKENS = {
    "inputTokens": lambda usage: usage["input"],
    "outputTokens": lambda usage: usage["output"],
    "cacheReadTokens": lambda usage: usage["cache_read"],
    "cacheCreationTokens": lambda usage: usage["cache_write_5m"] + usage["cache_write_1h"],
}
KINDS = {"daily": "daily", "weekly": "weekly", "monthly": "monthly", "session": "session"}
CENT = 0.005


def ask(command, home, own):
    env = {
        "PATH": os.environ["PATH"],
        "HOME": home,
        "TZ": "UTC",
        "CLAUDE_CONFIG_DIR": os.path.join(home, ".claude"),
        "SCOPEON_HOME": own,
    }
    ran = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if not ran.stdout:
        sys.exit(f"{' '.join(command)}: {ran.stderr.strip()}")
    return json.loads(ran.stdout)


def ours(program, home, own, kind):
    report = ask([program, "report", kind, "--breakdown", "model", "--json", "--agent", "claude-code"], home, own)
    rows = {}
    for row in report["rows"]:
        rows[(row["key"], None)] = row
        for part in row["breakdown"]:
            rows[(row["key"], part["key"])] = part
    rows[("total", None)] = report["total"]
    return rows


def theirs(program, home, own, kind):
    report = ask([program, kind, "--json", "--offline"], home, own)
    rows = {}
    for row in report[kind]:
        rows[(row["period"], None)] = dict(row, cost=row["totalCost"])
        for part in row["modelBreakdowns"]:
            # It has calls of the fast mode in a row of their own; here they are calls of the model.
            key = (row["period"], part["modelName"].removesuffix("-fast"))
            rows[key] = added(rows[key], part) if key in rows else part
    rows[("total", None)] = dict(report["totals"], cost=report["totals"]["totalCost"])
    return rows


def added(one, other):
    return {name: one[name] + other[name] for name in (*TOKENS, "cost")}


def values(row):
    """Our row in their fields."""
    found = {name: of(row["usage"]) for name, of in TOKENS.items()}
    found["cost"] = None if row["cost_usd"] is None else float(row["cost_usd"])
    return found


def differ(name, mine, other):
    if mine is None or other is None:
        return mine != other
    return abs(mine - other) > (CENT if name == "cost" else 0)


def main():
    parser = argparse.ArgumentParser()
    for option in ("--scopeon", "--ccusage", "--home"):
        parser.add_argument(option, required=True)
    args = parser.parse_args()
    checks, faults = 0, []
    print(f"{'report':10}{'rows':>7}{'checks':>9}{'equal':>9}{'differ':>9}")
    with tempfile.TemporaryDirectory() as own:
        for kind in KINDS:
            mine = ours(args.scopeon, args.home, own, kind)
            other = theirs(args.ccusage, args.home, own, kind)
            here, wrong = 0, 0
            for key in sorted(set(mine) | set(other), key=str):
                if key not in mine or key not in other:
                    here, wrong = here + 1, wrong + 1
                    faults.append((kind, key, "row", key in mine, key in other))
                    continue
                found = values(mine[key])
                for name, value in found.items():
                    here += 1
                    if differ(name, value, other[key].get(name)):
                        wrong += 1
                        faults.append((kind, key, name, value, other[key].get(name)))
            checks += here
            print(f"{kind:10}{len(mine):7}{here:9}{here - wrong:9}{wrong:9}")
    print(f"{'all':10}{'':7}{checks:9}{checks - len(faults):9}{len(faults):9}")
    for kind, (row, model), name, value, other in faults:
        place = f"{kind} {row}" + (f" {model}" if model else "")
        print(f"  {place}: {name}: {value} here, {other} there")
    return 0


if __name__ == "__main__":
    sys.exit(main())
