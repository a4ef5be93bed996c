"""Looks in an agent's files for the figures of a request that is not counted: then a reader misses what is there."""

import re

# Files above this are programs and caches, not logs.
LARGEST = 32 << 20
# Within so many bytes a record states prompt and output.
RECORD = 400
# Longer names of files and directories are made by chance.
LONGEST = 30


def traced(home, entries):
    """The files, named below the home, that state both prompt and output of one of the requests."""
    patterns = [pattern for entry in entries for pattern in patterns_of(entry["billed"])]
    found = set()
    for path in home.rglob("*"):
        if ".git" in path.parts or not path.is_file() or path.stat().st_size > LARGEST:
            continue
        data = path.read_bytes()
        if any(pattern.search(data) for pattern in patterns):
            found.add(short(path.relative_to(home)))
    return sorted(found)


def short(path):
    """The path without names that agents make of the project's place or of chance: those are of this run alone."""
    *parents, name = path.parts
    stem = "*" if len(path.stem) > LONGEST else path.stem
    return "/".join(["*" if len(part) > LONGEST else part for part in parents] + [stem + path.suffix])


def patterns_of(bill):
    prompts = (bill["input"], bill["input"] + bill["cache_read"] + bill["cache_write"])
    outputs = (bill["output"], bill["output"] - bill["reasoning"])
    for prompt in prompts:
        for output in outputs:
            first, second = rb"\b%d\b" % prompt, rb"\b%d\b" % output
            yield re.compile(rb"%s.{0,%d}%s|%s.{0,%d}%s" % (first, RECORD, second, second, RECORD, first), re.DOTALL)
