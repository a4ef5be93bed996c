#!/usr/bin/env python3
"""Lets a real Prometheus scrape a server on sample logs and holds its sums against the command line's. Prints a table.

Needs `prometheus` and `promtool` on the PATH; the first argument names the program."""

import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request

from served import DEMO, served

RULES = pathlib.Path(__file__).resolve().parents[2] / "docs" / "prometheus" / "alerts.yml"


def asked(listen, query):
    url = f"http://{listen}/api/v1/query?" + urllib.parse.urlencode({"query": query})
    with urllib.request.urlopen(url, timeout=5) as answer:
        found = json.load(answer)["data"]["result"]
    return float(found[0]["value"][1]) if found else None


def expected(program, home):
    out = subprocess.run([program, "report", "model", "--json", *DEMO], env={**os.environ, "HOME": home}, check=True, capture_output=True)
    total = json.loads(out.stdout)["total"]
    tokens = ["input", "output", "cache_read", "cache_write_5m", "cache_write_1h"]
    return [
        ("up", 1.0),
        ("sum(scopeon_cost_usd_total)", float(total["cost_usd"])),
        ("sum(scopeon_calls_total)", total["calls"]),
        ("sum(scopeon_unpriced_calls_total)", total["unpriced_calls"]),
        ("sum(scopeon_sessions_total)", total["sessions"]),
        *((f'sum(scopeon_tokens_total{{type="{kind}"}})', total["usage"][kind]) for kind in tokens),
    ]


def compared(listen, sums):
    """Rows of a table: whether they agree, what was asked, what was found, what was wanted."""
    rows = []
    for query, wanted in sums:
        found = asked(listen, query)
        agrees = found is not None and abs(found - wanted) <= 1e-6 * max(1.0, abs(wanted))
        rows.append((agrees, query, found, wanted))
    return rows


def settled(listen, sums):
    """Compares until all agrees: logs are read and Prometheus starts meanwhile. After half a minute it stays wrong."""
    for _ in range(60):
        try:
            rows = compared(listen, sums)
        except OSError:
            rows = []
        if rows and all(agrees for agrees, *_ in rows):
            break
        time.sleep(0.5)
    return rows


def free():
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return "127.0.0.1:%d" % any_port.getsockname()[1]


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else "target/debug/scopeon"
    missing = [tool for tool in ("prometheus", "promtool") if not shutil.which(tool)]
    if missing:
        sys.exit(f"not found: {', '.join(missing)}")
    with served(program) as (address, place):
        for accept in ("text/plain", "application/openmetrics-text; version=1.0.0"):
            asking = urllib.request.Request(address + "metrics", headers={"accept": accept})
            with urllib.request.urlopen(asking, timeout=10) as answer:
                text = answer.read()
            if accept == "text/plain":
                subprocess.run(["promtool", "check", "metrics"], input=text, check=True)
            elif not text.endswith(b"# EOF\n"):
                sys.exit("OpenMetrics ends with # EOF")
        subprocess.run(["promtool", "check", "rules", RULES], check=True, stdout=subprocess.DEVNULL)
        config = pathlib.Path(place, "prometheus.yml")
        target = urllib.parse.urlparse(address).netloc
        config.write_text("global: {scrape_interval: 1s}\nscrape_configs:\n- {job_name: scopeon, static_configs: [{targets: ['%s']}]}\n" % target)
        listen = free()
        scraper = subprocess.Popen(["prometheus", f"--config.file={config}", f"--storage.tsdb.path={place}/db", f"--web.listen-address={listen}"], stderr=subprocess.DEVNULL)
        try:
            rows = settled(listen, expected(program, place))
        finally:
            scraper.terminate()
            scraper.wait()
    for agrees, query, found, wanted in rows:
        print(f"{'ok  ' if agrees else 'FAIL'}  {query:48} {found!s:>16} {wanted:>16}")
    sys.exit(not rows or not all(agrees for agrees, *_ in rows))


if __name__ == "__main__":
    main()
