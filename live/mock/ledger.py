"""What was billed, request by request and run by run."""

import json
import threading

from .facts import Bill

# Many times a usual prompt, and below the 128,000 tokens that agents are told as their limit.
BIG = 125_000


def bill(number, cache_writes, big=False):
    """The made-up tokens of request `number`: such that no few requests add up to others in every class."""
    output = 60 + number * number * 7 % 251 + number
    return Bill(
        input=700 + 31 * number + (BIG if big else 0),
        cache_read=400 + number * number * 17 % 1009,
        cache_write=200 + 13 * number if cache_writes else 0,
        output=output,
        reasoning=9 + number % 7,
    )


class Ledger:
    """All requests of one run, in the order they came in."""

    def __init__(self):
        self.lock = threading.Lock()
        self.hints = {}
        self.offers_tools = False
        # Where each request's body is written, if it is to be looked at.
        self.bodies = None
        self.entries = []
        self.seen = set()
        self.last = 0

    def number(self):
        with self.lock:
            self.last += 1
            return self.last

    def keep(self, number, body):
        if self.bodies:
            self.bodies.mkdir(exist_ok=True)
            (self.bodies / f"{number}.json").write_text(json.dumps(body, indent=1))

    def first_time(self, key):
        """Whether `key` is new: what happens only once (a failure, a large prompt) asks this."""
        with self.lock:
            new = key not in self.seen
            self.seen.add(key)
            return new

    def add(self, entry):
        with self.lock:
            self.entries.append(entry)

    def billed(self):
        """The entries that cost something."""
        return [entry for entry in self.entries if entry.get("billed")]
