"""Holds what Scopeon counted against the ledger, and says where a difference comes from if the requests tell it."""

import dataclasses
import itertools

CLASSES = ("input", "cache_read", "cache_write", "output")
SIDE = ("title", "compaction", "memory", "suggestion", "side")
# Sets of requests that are tried as those missing or counted twice.
TRIES = 300_000


@dataclasses.dataclass
class Verdict:
    """`kind` is one word for a table; `note` is a sentence, or empty."""

    kind: str
    note: str = ""
    # The requests that are not counted.
    lost: tuple = ()


@dataclasses.dataclass
class Count:
    """Tokens by class, and calls."""

    tokens: tuple
    calls: int

    def minus(self, other):
        return Count(tuple(a - b for a, b in zip(self.tokens, other.tokens)), self.calls - other.calls)

    def plus(self, other):
        return Count(tuple(a + b for a, b in zip(self.tokens, other.tokens)), self.calls + other.calls)


def of_entries(entries):
    tokens = tuple(sum(entry["billed"][name] for entry in entries) for name in CLASSES)
    return Count(tokens, len(entries))


def of_usage(usage, calls):
    writes = usage["cache_write_5m"] + usage["cache_write_1h"]
    return Count((usage["input"], usage["cache_read"], writes, usage["output"]), calls)


def of_report(report):
    total = report["total"]
    return of_usage(total["usage"], total["calls"])


def unrecorded(report):
    """What the agent's own totals hold beside its call records."""
    return of_usage(report["total"]["unrecorded"]["usage"], 0)


def judge(entries, report):
    """The verdict on one run: `entries` are the ledger's requests that were billed."""
    billed, counted = of_entries(entries), of_report(report)
    if counted.calls == 0 and not any(counted.tokens):
        return Verdict("wrong", "nothing is counted")
    # Agents that keep totals of sessions have no records of calls to be counted.
    totals_only = bool(report["levels"]) and all(level != "A" for level in report["levels"].values())
    if counted.tokens == billed.tokens:
        if counted.calls == billed.calls:
            return Verdict("right")
        text = f"tokens are right in {counted.calls} calls of {billed.calls}"
        if totals_only:
            return Verdict("right", f"the agent keeps totals of sessions: {text}")
        return Verdict("wrong", text)
    rest = unrecorded(report)
    if any(rest.tokens) and counted.plus(rest).tokens == billed.tokens:
        return Verdict("right", f"{billed.calls - counted.calls} requests are in no call record, but in the agent's own totals")
    return missing(entries, counted, rest) or twice(entries, counted) or by_class(entries, counted)


def missing(entries, counted, rest):
    difference = of_entries(entries).minus(counted)
    found = subset(entries, difference)
    if found:
        side = all(entry["purpose"] in SIDE for entry in found)
        covered = of_entries(found).tokens == rest.tokens
        where = "in the agent's own totals only" if covered else "not counted"
        return Verdict("side" if side else "wrong", f"{names(found)} {where}", tuple(found))
    return None


def twice(entries, counted):
    found = subset(entries, counted.minus(of_entries(entries)))
    return Verdict("wrong", f"{names(found)} counted twice") if found else None


def subset(entries, wanted):
    """The requests whose sum is `wanted` in every class and in number, or None."""
    if wanted.calls <= 0 or wanted.calls > len(entries):
        return None
    sets = itertools.islice(itertools.combinations(entries, wanted.calls), TRIES)
    return next((list(some) for some in sets if of_entries(some).tokens == wanted.tokens), None)


def names(entries):
    return ", ".join(f"request {entry['number']} ({purpose_of(entry)})" for entry in entries)


def purpose_of(entry):
    return entry["purpose"] if entry["purpose"] in SIDE else f"{entry['purpose']}, {entry['step']}"


def by_class(entries, counted):
    """Names what is off in each class, with what the amount is if it is a known one."""
    entries, lost = without_side(entries, counted)
    difference = counted.minus(of_entries(entries))
    notes = [f"{names(lost)} not counted"] if lost else []
    for name, amount in zip(CLASSES, difference.tokens):
        if amount:
            notes.append(f"{name} {amount:+,}{origin(amount, entries)}")
    if difference.calls:
        notes.append(f"calls {difference.calls:+}")
    return Verdict("wrong", "; ".join(notes), tuple(lost))


def without_side(entries, counted):
    """Leaves out side requests where this makes the number of calls right: then they are what has no record."""
    sides = [entry for entry in entries if entry["purpose"] in SIDE]
    if len(entries) - counted.calls == len(sides):
        return [entry for entry in entries if entry not in sides], sides
    return entries, []


def origin(amount, entries):
    sums = {name: sum(entry["billed"][name] for entry in entries) for name in (*CLASSES, "reasoning")}
    for name, value in sums.items():
        if value and abs(amount) == value:
            return f" (the sum of all {name} tokens)"
    for entry in entries:
        for name in (*CLASSES, "reasoning"):
            if entry["billed"][name] > 20 and abs(amount) == entry["billed"][name]:
                return f" ({name} tokens of request {entry['number']})"
    return ""
