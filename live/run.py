#!/usr/bin/env python3
"""Runs real agents offline against a mock model server, and holds what Scopeon counts against what was billed."""

import argparse
import datetime
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys

import process
import table
import terminal
from agents import AGENTS
from agents.base import Place
from compare import CLASSES, SIDE, Count, Verdict, judge, of_entries, of_report
from install import NotInstalled, ensure
from mock import Mock, plan
from scenarios import SCENARIOS
from traces import traced

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Agents start slowly on a busy machine, and retry what failed with some patience.
SCOPEON_SECONDS = 60


def main():
    options = arguments()
    sys.stdout.reconfigure(line_buffering=True)
    # So that what runs is ended, too, when this is.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    versions = json.loads(options.installed) if options.installed else install_all(options)
    if not options.kept and not options.installed:
        isolate(versions)
    with Mock() as mock:
        rows = [row for id, version in versions.items() for row in run_agent(AGENTS[id], version, mock, options)]
        hosts = sorted({entry["host"] for entry in mock.ledger("elsewhere").entries})
    print()
    table.print_rows(rows)
    for host in hosts:
        print(f"note: refused a connection to {host}")
    table.write_summary(options.summary, rows, {id: agent.name for id, agent in AGENTS.items()})
    sys.exit(1 if any(row["verdict"] == "wrong" for row in rows) else 0)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("agents", nargs="*", metavar="AGENT", help=f"which agents [default: all]: {', '.join(AGENTS)}")
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / "target/live", help="where programs and homes are kept")
    parser.add_argument("--scopeon", type=pathlib.Path, default=ROOT / "target/release/scopeon", help="the program to test")
    parser.add_argument("--summary", type=pathlib.Path, default=ROOT / "docs/live.json", help="where verdicts are written")
    parser.add_argument("--scenario", action="append", help="only this scenario; may be given many times")
    parser.add_argument("--requests", action="store_true", help="keep the body of each request")
    parser.add_argument("--kept", action="store_true", help="only judge anew what was run before")
    parser.add_argument("--update", action="store_true", help="install the newest release of each agent anew")
    parser.add_argument("--installed", help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.agents = options.agents or list(AGENTS)
    options.work, options.scopeon = options.work.resolve(), options.scopeon.resolve()
    unknown = set(options.agents) - set(AGENTS)
    if unknown:
        parser.error(f"unknown agents: {', '.join(sorted(unknown))}")
    if not options.scopeon.exists():
        parser.error(f"{options.scopeon} is missing: cargo build --release -p scopeon-cli")
    return options


def install_all(options):
    """The versions of the agents that are there."""
    versions = {id: install(AGENTS[id], options) for id in options.agents}
    return {id: version for id, version in versions.items() if version}


def isolate(versions):
    """Goes on in a network with nothing but the loopback, if there can be one; what is installed is not asked again."""
    isolated = process.isolated([sys.executable, __file__, *sys.argv[1:], "--installed", json.dumps(versions)])
    if isolated:
        os.execvp(isolated[0], isolated)
    print("note: no network of its own can be had here: agents are kept offline by their settings and a proxy")


def install(agent, options):
    """The version that is installed, or None, which is told."""
    try:
        place = options.work / "programs" / agent.id
        if not options.kept:
            ensure(agent.package, options.work / "programs", agent.id, options.update)
        version = agent.package.version(place)
    except (NotInstalled, OSError, StopIteration, subprocess.SubprocessError) as error:
        print(f"{agent.id}: cannot be installed: {error}")
        return None
    print(f"{agent.id} {version}: installed")
    return version


def run_agent(agent, version, mock, options):
    for scenario in SCENARIOS:
        if options.scenario and scenario.name not in options.scenario:
            continue
        directory = options.work / "runs" / agent.id / scenario.name.replace(" ", "-")
        reason = refusal(agent, scenario)
        if reason is None:
            continue
        if reason:
            row = {"agent": agent.id, "version": version, "date": today(), "scenario": scenario.name, "ledger": None,
                   "counted": None, "verdict": "not offered", "note": reason}
        elif options.kept and not (directory / "run.json").exists():
            continue
        else:
            if not options.kept:
                run_scenario(agent, version, scenario, directory, mock, options)
            row = judged(agent, scenario, directory, options.scopeon)
        print(f"{agent.id} {scenario.name}: {row['verdict']} {row['note']}".rstrip())
        yield row


def refusal(agent, scenario):
    """Why a scenario is not run: a text; empty where it is to be run, None where it is not worth a word."""
    if scenario.name == "interactive" and not terminal.available():
        return None
    if not agent.offers(scenario):
        return None if scenario.optional else agent.lacks.get(scenario.name, "it has no such command")
    return agent.lacks.get(scenario.name, "")


def today():
    return datetime.date.today().isoformat()


def run_scenario(agent, version, scenario, directory, mock, options):
    """Runs the agent, and leaves its home and the ledger."""
    shutil.rmtree(directory, ignore_errors=True)
    run = f"{agent.id}-{directory.name}"
    place = Place(directory / "home", mock.url(run), agent.package.path(options.work / "programs" / agent.id),
                  scenario.anthropic)
    for path in (place.project, directory / "tmp"):
        path.mkdir(parents=True)
    if shutil.which("git"):
        # Otherwise agents would find the repository that the work directory is in.
        subprocess.run(["git", "init", "--quiet", place.project], check=True)
    ledger = mock.ledger(run)
    ledger.hints, ledger.bodies = agent.hints, directory / "requests" if options.requests else None
    troubles = drive(agent, scenario, place, environment(agent, place, mock, options), directory, ledger)
    (directory / "ledger.json").write_text(json.dumps(ledger.entries, indent=1))
    facts = {"version": version, "date": today(), "troubles": troubles}
    (directory / "run.json").write_text(json.dumps(facts, indent=1))
    # Some agents unpack hundreds of megabytes there; logs are elsewhere.
    for path in (directory / "tmp", place.home / ".cache"):
        shutil.rmtree(path, ignore_errors=True)


def judged(agent, scenario, directory, scopeon):
    """The row of a run that was made."""
    facts = json.loads((directory / "run.json").read_text())
    entries = json.loads((directory / "ledger.json").read_text())
    row = {"agent": agent.id, "version": facts["version"], "date": facts["date"], "scenario": scenario.name}
    return {**row, **result(agent, scenario, entries, facts["troubles"], ask_scopeon(scopeon, directory), directory / "home")}


def environment(agent, place, mock, options):
    """Nothing of the caller's own but where programs are. The mock refuses what goes to another host."""
    path = os.pathsep.join([*map(str, agent.package.directories(options.work / "programs")), os.environ["PATH"]])
    proxies = {name: mock.url() for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")}
    local = "127.0.0.1,localhost"
    return {"PATH": path, "HOME": str(place.home), "TMPDIR": str(place.home.parent / "tmp"), "LANG": "C.UTF-8",
            "TERM": "dumb", "NO_COLOR": "1", "DO_NOT_TRACK": "1", **proxies, "NO_PROXY": local, "no_proxy": local,
            **agent.environment(place)}


def drive(agent, scenario, place, env, directory, ledger):
    """Runs the turns of a scenario; returns what went wrong."""
    agent.configure(place)
    troubles = []
    for number, turn in enumerate(scenario.turns, 1):
        try:
            command = getattr(agent, turn.how)(place, plan.prompt(f"p{number}", turn.steps))
        except OSError as error:
            return [*troubles, f"{turn.how}: {error}"]
        if command:
            output = directory / f"output-{number}.txt"
            outcome = process.run(command, env, place.project, output, agent.seconds, ledger)
            if outcome.text:
                troubles.append(f"{turn.how} {number}: {outcome.text}")
    return troubles


def ask_scopeon(scopeon, directory):
    """What Scopeon counts, asked as on a person's own machine, with nothing set in the environment."""
    home, database = directory / "home", directory / "scopeon.db"
    for path in directory.glob("scopeon.db*"):
        path.unlink()
    command = [scopeon, "--home", home, "--db", database, "--json", "report", "model"]
    env = {"PATH": os.environ["PATH"], "HOME": str(home)}
    answer = subprocess.run(command, env=env, capture_output=True, text=True, timeout=SCOPEON_SECONDS)
    (directory / "report.json").write_text(answer.stdout)
    if answer.returncode not in (0, 1):
        raise SystemExit(f"scopeon failed: {answer.stderr}")
    return json.loads(answer.stdout)


def result(agent, scenario, entries, troubles, report, home):
    billed = [entry for entry in entries if entry["billed"]]
    row = {"ledger": members(of_entries(billed)), "counted": members(of_report(report))}
    if not billed:
        return {**row, "verdict": "not run", "note": "; ".join(["no request came", *troubles])}
    verdict = judge(billed, report)
    conversation = [entry for entry in billed if entry["purpose"] not in SIDE]
    limit = agent.limits.get(scenario.name, agent.limits.get("*"))
    if verdict.kind == "wrong" and limit and row["counted"]["calls"] in (len(billed), len(conversation)):
        verdict = Verdict("limit", f"{limit}: {verdict.note}")
    files = traced(home, verdict.lost) if verdict.kind == "side" else []
    if files:
        verdict = Verdict("wrong", f"{verdict.note}, but its figures are in {', '.join(files)}")
    if verdict.kind in ("right", "side") and not scenario.seen(entries):
        notes = ["the agent did not do what the scenario is about", verdict.note]
        verdict = Verdict("not seen", "; ".join(filter(None, notes)))
    return {**row, "verdict": verdict.kind, "note": "; ".join(filter(None, [verdict.note, *troubles]))}


def members(count: Count):
    return {"calls": count.calls, **dict(zip(CLASSES, count.tokens))}


if __name__ == "__main__":
    main()
