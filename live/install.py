"""Installs agents from their package registries, each into a directory of its own."""

import dataclasses
import json
import os
import pathlib
import shutil
import subprocess
import sys

SECONDS = 900


class NotInstalled(Exception):
    """Why a program cannot be had."""


@dataclasses.dataclass
class Npm:
    """A package of npm's, the program in it, and the Node that it needs."""

    name: str
    program: str
    node: int = 22

    def install(self, programs, place, log):
        node = self.node_directory(programs)
        for version in self.versions():
            try:
                self.install_version(node, place, log, version)
                return
            except NotInstalled as error:
                failed = error
                shutil.rmtree(place / "node_modules", ignore_errors=True)
        raise failed

    def install_version(self, node, place, log, version):
        place.mkdir(parents=True, exist_ok=True)
        (place / "package.json").write_text('{"private": true}\n')
        env = {**os.environ, "PATH": f"{node}{os.pathsep}{os.environ['PATH']}"}
        call([npm(), "install", "--no-audit", "--no-fund", f"{self.name}@{version}"], place, log, env)
        if not self.path(place).exists():
            raise NotInstalled(f"{self.name} has no program {self.program}")

    def versions(self):
        """The newest release, and what came before it: a release may refer to parts that are not published yet."""
        found = subprocess.run([npm(), "view", self.name, "version", "versions", "--json"], capture_output=True, text=True)
        if found.returncode != 0:
            return ["latest"]
        answer = json.loads(found.stdout)
        older = [version for version in answer["versions"] if "-" not in version and version != answer["version"]]
        return [answer["version"], *older[:-3:-1]]

    def node_directory(self, programs):
        """Where the Node is that the program runs with; many need a newer one than a machine has."""
        place = programs / f"node-{self.node}"
        directory = place / "node_modules" / "node" / "bin"
        if not (directory / "node").exists():
            place.mkdir(parents=True, exist_ok=True)
            (place / "package.json").write_text('{"private": true}\n')
            call([npm(), "install", "--no-audit", "--no-fund", f"node@{self.node}"], place, place / "install.log")
        return directory

    def directories(self, programs):
        """What is put before the path."""
        return [self.node_directory(programs)]

    def path(self, place):
        return place / "node_modules" / ".bin" / self.program

    def version(self, place):
        return json.loads((place / "node_modules" / self.name / "package.json").read_text())["version"]


@dataclasses.dataclass
class Pip:
    """A package of PyPI's and the program in it."""

    name: str
    program: str

    def install(self, _programs, place, log):
        call([sys.executable, "-m", "venv", place], None, log)
        call([place / "bin" / "pip", "install", self.name], None, log)

    def directories(self, _programs):
        return []

    def path(self, place):
        return place / "bin" / self.program

    def version(self, place):
        show = subprocess.run([place / "bin" / "pip", "show", self.name], capture_output=True, text=True, check=True)
        return next(line.split()[1] for line in show.stdout.splitlines() if line.startswith("Version:"))


def npm():
    found = shutil.which("npm")
    if not found:
        raise NotInstalled("npm is not installed")
    return found


def ensure(package, programs, name, update):
    """Installs a package unless it is there; `update` installs its newest release anyway. Returns its directory."""
    place = programs / name
    if update:
        shutil.rmtree(place, ignore_errors=True)
    if not package.path(place).exists():
        place.mkdir(parents=True, exist_ok=True)
        package.install(programs, place, pathlib.Path(f"{place}.log"))
    return place


def call(command, directory, log, env=None):
    with open(log, "ab") as sink:
        try:
            code = subprocess.run([str(word) for word in command], cwd=directory, env=env, stdin=subprocess.DEVNULL,
                                  stdout=sink, stderr=sink, timeout=SECONDS).returncode
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NotInstalled(str(error)) from error
    if code != 0:
        raise NotInstalled(f"{command[0]} {command[1]}: exit code {code}, see {log}")
