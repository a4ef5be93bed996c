"""Figures of a request are found wherever an agent writes them, and not where only one of them stands."""

import pathlib
import tempfile
import unittest

from traces import traced

ENTRY = {"billed": {"input": 793, "cache_read": 553, "cache_write": 0, "output": 126, "reasoning": 12}}


class Traces(unittest.TestCase):
    def check(self, text, wanted):
        with tempfile.TemporaryDirectory() as home:
            (pathlib.Path(home) / "log").write_text(text)
            self.assertEqual(traced(pathlib.Path(home), [ENTRY]), wanted)

    def test_found(self):
        self.check('{"input": 793, "output": 126}', ["log"])
        self.check('{"candidates": 114, "prompt": 1346}', ["log"])

    def test_not_found(self):
        self.check('{"input": 793, "output": 125}', [])
        self.check('{"input": 7930, "output": 126}', [])


if __name__ == "__main__":
    unittest.main()
