"""Each kind of difference is told from the others."""

import unittest

from compare import judge
from mock.ledger import bill


def entry(number, purpose="main"):
    return {"number": number, "purpose": purpose, "step": "text", "billed": vars(bill(number, True))}


def usage(entries, **more):
    names = ("input", "cache_read", "output")
    total = {name: sum(entry["billed"][name] for entry in entries) for name in names}
    total["cache_write_5m"], total["cache_write_1h"] = sum(entry["billed"]["cache_write"] for entry in entries), 0
    for name, amount in more.items():
        total[name] += amount
    return total


def report(counted, calls=None, unrecorded=(), level="A", **more):
    return {"total": {"calls": len(counted) if calls is None else calls, "usage": usage(counted, **more),
                      "unrecorded": {"usage": usage(unrecorded)}}, "levels": {"x": level}}


class Verdicts(unittest.TestCase):
    def setUp(self):
        self.all = [entry(1, "title"), entry(2), entry(3), entry(4, "sub-agent")]

    def check(self, kind, note, *args, **more):
        verdict = judge(self.all, report(*args, **more))
        self.assertEqual((verdict.kind, verdict.note), (kind, note))

    def test_right(self):
        self.check("right", "", self.all)

    def test_totals_of_sessions(self):
        self.check("right", "the agent keeps totals of sessions: tokens are right in 1 calls of 4", self.all, calls=1, level="B")
        self.check("wrong", "tokens are right in 1 calls of 4", self.all, calls=1)

    def test_a_title_without_a_record(self):
        self.check("side", "request 1 (title) not counted", self.all[1:])

    def test_what_only_totals_hold(self):
        note = "1 requests are in no call record, but in the agent's own totals"
        self.check("right", note, self.all[1:], unrecorded=self.all[:1])

    def test_a_missing_request(self):
        self.check("wrong", "request 4 (sub-agent, text) not counted", self.all[:3])

    def test_a_request_counted_twice(self):
        self.check("wrong", "request 2 (main, text) counted twice", [*self.all, self.all[1]])

    def test_classes(self):
        reasoning = sum(entry["billed"]["reasoning"] for entry in self.all)
        note = f"output +{reasoning} (the sum of all reasoning tokens)"
        self.check("wrong", note, self.all, output=reasoning)

    def test_classes_beside_a_title(self):
        reads = sum(entry["billed"]["cache_read"] for entry in self.all[1:])
        note = f"request 1 (title) not counted; cache_read -{reads:,} (the sum of all cache_read tokens)"
        self.check("wrong", note, self.all[1:], cache_read=-reads)

    def test_nothing(self):
        self.all = [entry(1), entry(2)]
        self.check("wrong", "nothing is counted", [])


if __name__ == "__main__":
    unittest.main()
