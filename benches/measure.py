#!/usr/bin/env python3
"""Measures reading a sample home and prints a table beside the limits. Run it through benches/run.sh.

Wall is the median of several runs; CPU is user and system time of the process; memory is its largest resident set;
written is what it sent to the block layer. The page cache is warm."""

import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time

LIMITS = {"first wall": 1.2, "first cpu": 2.0, "first rss": 64.0, "db share": 10.0, "written": 3.0, "second wall": 0.020,
          "append wall": 0.025, "ten times": 11.0, "cat": 3.0, "ccusage": 0.5,
          "mixed wall": 1.6, "mixed rss": 96.0}


class Run:
    """One run of a command: seconds, CPU seconds, MiB, bytes written."""

    def __init__(self, command, env=None):
        began = time.perf_counter()
        child = subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        errors = child.stderr.read()
        _, status, usage = os.wait4(child.pid, 0)
        self.wall = time.perf_counter() - began
        if status != 0:
            sys.exit(f"{command[0]} failed: {errors.decode(errors='replace')}")
        self.cpu = usage.ru_utime + usage.ru_stime
        self.rss = usage.ru_maxrss / 1024
        self.written = usage.ru_oublock * 512


def median(runs, field):
    return statistics.median(getattr(run, field) for run in runs)


def figures(usage, cost):
    writes = usage["cache_write_5m"] + usage["cache_write_1h"]
    return (usage["input"], usage["output"], usage["cache_read"], writes), float(cost)


def peer_figures(day):
    fields = ("inputTokens", "outputTokens", "cacheReadTokens", "cacheCreationTokens")
    return tuple(day[field] for field in fields), day["totalCost"]


def same(ours, theirs):
    return theirs is not None and ours[0] == theirs[0] and abs(ours[1] - theirs[1]) < 1e-6


class Bench:
    def __init__(self, options):
        self.options = options
        self.rows = []

    def sample(self, scale, *more):
        home = pathlib.Path(self.options.place) / "-".join(["home", str(scale), *more])
        if not (home / "truth.json").exists():
            shutil.rmtree(home, ignore_errors=True)
            home.mkdir(parents=True)
            truth = subprocess.run([self.options.writer, home, str(scale), *more], check=True, capture_output=True).stdout
            (home / "truth.json").write_bytes(truth)
        return home

    def command(self, home, *args):
        return [self.options.scopeon, "--home", home, "--db", self.db(), "--zone", "UTC", *args]

    def db(self):
        return pathlib.Path(self.options.place) / "data" / "scopeon.db"

    def clean(self):
        shutil.rmtree(self.db().parent, ignore_errors=True)

    def first(self, home):
        self.clean()
        env = {"HOME": str(home), "SCOPEON_HOME": str(self.db().parent)}
        return Run(self.command(home, "report"), env)

    def row(self, name, text, value=None, limit=None):
        verdict = "" if limit is None else f"{'ok' if value <= LIMITS[limit] else 'OVER'} (≤ {LIMITS[limit]})"
        self.rows.append((name, text, verdict))

    def run(self):
        home = self.sample(self.options.scale)
        files = [path for path in home.rglob("*.jsonl")]
        size = sum(path.stat().st_size for path in files)
        cats = [Run(["sh", "-c", 'find "$0" -name "*.jsonl" -print0 | xargs -0 cat', home]) for _ in range(5)]
        self.row("logs", f"{size / 1e6:.0f} MB in {len(files)} files")
        self.measure_first(home, size, cats)
        self.measure_again(home, files)
        self.measure_growth()
        self.measure_peers(home, cats)
        self.show()

    def run_mixed(self):
        """The same amount of logs, of five agents, one of them a database of SQLite's."""
        home = self.sample(self.options.scale, "1", "mixed")
        files = [path for path in home.rglob("*") if path.is_file() and path.name != "truth.json"]
        size = sum(path.stat().st_size for path in files)
        self.row("logs", f"{size / 1e6:.0f} MB in {len(files)} files")
        runs = [self.first(home) for _ in range(5)]
        wall, cpu, rss = (median(runs, field) for field in ("wall", "cpu", "rss"))
        self.row("first report, wall", f"{wall:.3f} s", wall, "mixed wall")
        self.row("first report, CPU", f"{cpu:.3f} s")
        self.row("first report, memory", f"{rss:.1f} MiB", rss, "mixed rss")
        self.row("first report, rate", f"{size / wall / 1e9:.2f} GB/s")
        self.check_agents(home)
        runs = [Run(self.command(home, "report")) for _ in range(11)]
        self.row("second report, wall", f"{1000 * median(runs, 'wall'):.1f} ms")
        self.show()

    def check_agents(self, home):
        truth = json.loads((home / "truth.json").read_text())
        for agent, wanted in {None: truth, **truth["agents"]}.items():
            only = [] if agent is None else ["--provider", agent]
            command = self.command(home, "--no-ingest", "report", "--json", *only)
            total = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)["total"]
            right = total["calls"] == wanted["calls"] and total["usage"] == wanted["usage"]
            self.row(f"totals are the truth, {agent or 'all'}", "yes" if right else "NO")

    def measure_first(self, home, size, cats):
        runs = [self.first(home) for _ in range(5)]
        self.firsts = runs
        wall, cpu, rss = (median(runs, field) for field in ("wall", "cpu", "rss"))
        db = sum(path.stat().st_size for path in self.db().parent.iterdir())
        self.row("first report, wall", f"{wall:.3f} s", wall, "first wall")
        self.row("first report, CPU", f"{cpu:.3f} s", cpu, "first cpu")
        self.row("first report, memory", f"{rss:.1f} MiB", rss, "first rss")
        self.row("first report, rate", f"{size / wall / 1e9:.2f} GB/s")
        self.row("database", f"{db / 1e6:.1f} MB, {100 * db / size:.1f} % of the logs", 100 * db / size, "db share")
        written = median(runs, "written")
        self.row("written to disk", f"{written / 1e6:.1f} MB, {written / db:.2f} x the database", written / db, "written")
        self.row("first report against cat", f"{wall / median(cats, 'wall'):.2f} x", wall / median(cats, "wall"), "cat")
        self.check_truth(home)

    def check_truth(self, home):
        truth = json.loads((home / "truth.json").read_text())
        answer = subprocess.run(self.command(home, "--no-ingest", "report", "--json"), check=True, capture_output=True)
        total = json.loads(answer.stdout)["total"]
        right = total["calls"] == truth["calls"] and total["usage"] == truth["usage"] and total["turns"] == truth["turns"]
        self.row("totals are the generator's truth", "yes" if right else "NO")

    def measure_again(self, home, files):
        runs = [Run(self.command(home, "report")) for _ in range(21)]
        self.row("second report, wall", f"{1000 * median(runs, 'wall'):.1f} ms", median(runs, "wall"), "second wall")
        victim = max(files, key=lambda path: path.stat().st_mtime)
        original, runs = victim.read_bytes(), []
        line = next(line for line in original.splitlines() if b'"type":"assistant"' in line and b'"msg_' in line)
        for number in range(11):
            with victim.open("ab") as file:
                if number == 0 and not original.endswith(b"\n"):
                    file.write(b"\n")
                file.write(line.replace(b'"msg_', b'"msg_%d' % number) + b"\n")
            runs.append(Run(self.command(home, "report")))
        victim.write_bytes(original)
        self.row("one appended line, wall", f"{1000 * median(runs, 'wall'):.1f} ms", median(runs, "wall"), "append wall")

    def measure_growth(self):
        small = self.sample(self.options.scale / 10)
        runs = [self.first(small) for _ in range(7)]
        ratio = median(self.firsts, "cpu") / median(runs, "cpu")
        self.row("ten times the data", f"{ratio:.2f} x the CPU of {median(runs, 'cpu'):.3f} s", ratio, "ten times")

    def measure_peers(self, home, cats):
        self.row("cat", f"{median(cats, 'wall'):.3f} s wall, {median(cats, 'cpu'):.3f} s CPU")
        peer = os.environ.get("CCUSAGE") or shutil.which("ccusage")
        if not peer:
            self.row("ccusage", "not installed (npm install ccusage; CCUSAGE names the program)")
            return
        env = {**os.environ, "HOME": str(home), "CLAUDE_CONFIG_DIR": str(home / ".claude"), "TZ": "UTC"}
        runs = [Run([peer, "daily", "--json", "--offline"], env) for _ in range(3)]
        share = median(self.firsts, "cpu") / median(runs, "cpu")
        self.row("ccusage", f"{median(runs, 'wall'):.3f} s wall, {median(runs, 'cpu'):.3f} s CPU, {median(runs, 'rss'):.0f} MiB")
        self.row("first report against ccusage's CPU", f"{share:.2f} x", share, "ccusage")
        self.compare(peer)

    def compare(self, peer):
        """On logs without awkward shapes both must say the same, day by day, to a millionth of a dollar."""
        home = self.sample(self.options.scale / 10, "3", "plain")
        env = {**os.environ, "HOME": str(home), "CLAUDE_CONFIG_DIR": str(home / ".claude"), "TZ": "UTC"}
        theirs = json.loads(subprocess.run([peer, "daily", "--json", "--offline"], env=env, check=True, capture_output=True).stdout)
        self.clean()
        ours = json.loads(subprocess.run(self.command(home, "report", "--json"), check=True, capture_output=True).stdout)
        ours = {row["key"]: figures(row["usage"], row["cost_usd"]) for row in ours["rows"]}
        theirs = {day["period"]: peer_figures(day) for day in theirs["daily"]}
        agree = sum(same(ours[day], theirs.get(day)) for day in ours)
        self.row("days on which ccusage agrees, plain logs", f"{agree} of {len(ours)}")

    def show(self):
        wide = max(len(name) for name, _, _ in self.rows)
        for name, text, verdict in self.rows:
            print(f"{name:<{wide}}  {text:<38}  {verdict}".rstrip())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("scopeon", "writer", "place"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--mixed", action="store_true", help="logs of five agents instead of Claude Code's")
    options = parser.parse_args()
    bench = Bench(options)
    if options.mixed:
        bench.run_mixed()
    else:
        bench.run()


main()
