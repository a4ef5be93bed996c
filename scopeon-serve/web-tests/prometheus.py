#!/usr/bin/env python3
"""Lets a real Prometheus scrape a server on sample logs and holds its sums against the command line's. Prints a table.

Needs `prometheus` and `promtool` on the PATH; the first argument names the program."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

DEMO = ["--demo", "--now", "2026-11-20T15:00:00Z"]
LISTEN = "127.0.0.1:9191"
RULES = pathlib.Path(__file__).resolve().parents[2] / "docs" / "prometheus" / "alerts.yml"


def asked(query):
    url = f"http://{LISTEN}/api/v1/query?" + urllib.parse.urlencode({"query": query})
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


def compare(program, home):
    failures = 0
    for query, wanted in expected(program, home):
        found = asked(query)
        agrees = found is not None and abs(found - wanted) <= 1e-6 * max(1.0, abs(wanted))
        failures += not agrees
        print(f"{'ok  ' if agrees else 'FAIL'}  {query:48} {found!s:>16} {wanted:>16}")
    return failures


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else "target/debug/scopeon"
    missing = [tool for tool in ("prometheus", "promtool") if not shutil.which(tool)]
    if missing:
        sys.exit(f"not found: {', '.join(missing)}")
    with tempfile.TemporaryDirectory() as place:
        server = subprocess.Popen([program, "serve", "--port", "0", *DEMO], env={**os.environ, "HOME": place}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        address = server.stdout.readline().strip()
        with urllib.request.urlopen(address + "metrics", timeout=10) as answer:
            text = answer.read()
        subprocess.run(["promtool", "check", "metrics"], input=text, check=True)
        subprocess.run(["promtool", "check", "rules", RULES], check=True, stdout=subprocess.DEVNULL)
        config = pathlib.Path(place, "prometheus.yml")
        target = urllib.parse.urlparse(address).netloc
        config.write_text("global: {scrape_interval: 1s}\nscrape_configs:\n- {job_name: scopeon, static_configs: [{targets: ['%s']}]}\n" % target)
        scraper = subprocess.Popen(["prometheus", f"--config.file={config}", f"--storage.tsdb.path={place}/db", f"--web.listen-address={LISTEN}"], stderr=subprocess.DEVNULL)
        try:
            time.sleep(6)
            failures = compare(program, place)
        finally:
            scraper.terminate()
            server.terminate()
            scraper.wait()
            server.wait()
    sys.exit(failures > 0)


if __name__ == "__main__":
    main()
