"""The table that a person reads, and the summary that documentation is made from."""

import json
import pathlib

from compare import CLASSES


def short(count):
    """Calls, then tokens as `input/cache read/cache write/output`."""
    return f"{count['calls']}: " + "/".join(str(count[name]) for name in CLASSES) if count else "–"


def print_rows(rows):
    heads = ("agent", "version", "date", "scenario", "ledger", "counted", "verdict", "note")
    lines = [heads, *((row["agent"], row["version"], row["date"], row["scenario"], short(row["ledger"]),
                       short(row["counted"]), row["verdict"], row["note"]) for row in rows)]
    wide = [max(len(line[at]) for line in lines) for at in range(len(heads))]
    for line in lines:
        print("  ".join(f"{cell:<{size}}" for cell, size in zip(line, wide)).rstrip())


def write_summary(path, rows, names):
    """Puts the rows in the place of those that the file has for the same agent and scenario."""
    path = pathlib.Path(path)
    agents = json.loads(path.read_text())["agents"] if path.exists() else {}
    for row in rows:
        entry = agents.setdefault(row["agent"], {})
        if entry.get("version") != row["version"]:
            # Verdicts on another release say nothing of this one.
            entry["scenarios"] = {}
        entry.update(name=names[row["agent"]], version=row["version"], date=row["date"])
        members = {key: row[key] for key in ("verdict", "note", "ledger", "counted") if row[key]}
        entry["scenarios"][row["scenario"]] = members
    text = json.dumps({"schema": 1, "agents": dict(sorted(agents.items()))}, indent=1, ensure_ascii=False)
    path.write_text(text + "\n")
