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
    path.write_text(document(agents))


def document(agents):
    """The summary as JSON with a line for each scenario, so that a change is a line."""
    blocks = []
    for id, entry in sorted(agents.items()):
        head = {key: value for key, value in entry.items() if key != "scenarios"}
        lines = [f"   {line(name)}: {line(members)}" for name, members in entry["scenarios"].items()]
        body = ",\n".join([*(f"   {line(key)}: {line(value)}" for key, value in head.items()),
                           '   "scenarios": {\n ' + ",\n ".join(lines) + "\n   }"])
        blocks.append(f"  {line(id)}: {{\n{body}\n  }}")
    return '{\n "schema": 1,\n "agents": {\n' + ",\n".join(blocks) + "\n }\n}\n"


def line(value):
    return json.dumps(value, ensure_ascii=False)
