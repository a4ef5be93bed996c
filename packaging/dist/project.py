"""What the packages say of the project, all of it from the workspace's manifest and lock file."""

import json
import os
import shlex
import subprocess
import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "scopeon-cli"
NAME = "scopeon"
# The zip format knows no time before.
EARLIEST = 315_532_800


def cargo(*arguments: str) -> list[str]:
    """CARGO names another cargo, with arguments if it takes some."""
    return [*shlex.split(os.environ.get("CARGO", "cargo")), *arguments]


def said(command: list[str]) -> str:
    return subprocess.run(command, cwd=ROOT, check=True, text=True, stdout=subprocess.PIPE).stdout


def epoch() -> int:
    """The time that every file in a package has: SOURCE_DATE_EPOCH, else that of the last commit."""
    stated = os.environ.get("SOURCE_DATE_EPOCH")
    if stated is None:
        asked = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, text=True, capture_output=True)
        stated = asked.stdout.strip() if asked.returncode == 0 else ""
    return max(int(stated or EARLIEST), EARLIEST)


@dataclass
class Project:
    epoch: int = field(default_factory=epoch)

    @cached_property
    def metadata(self) -> dict:
        return json.loads(said(cargo("metadata", "--format-version", "1", "--locked", "--quiet")))

    @cached_property
    def crates(self) -> dict[tuple[str, str], dict]:
        return {(crate["name"], crate["version"]): crate for crate in self.metadata["packages"]}

    @cached_property
    def _crate(self) -> dict:
        return next(crate for crate in self.metadata["packages"] if crate["name"] == PACKAGE)

    @property
    def version(self) -> str:
        return self._crate["version"]

    @property
    def description(self) -> str:
        return self._crate["description"]

    @property
    def licence(self) -> str:
        return self._crate["license"]

    @property
    def keywords(self) -> list[str]:
        return self._crate["keywords"]

    @property
    def repository(self) -> str:
        """Empty as long as nobody has stated it."""
        return os.environ.get("SCOPEON_REPOSITORY") or self._crate["repository"] or ""

    @property
    def maintainer(self) -> str:
        return self.metadata["metadata"]["dist"]["maintainer"]

    @cached_property
    def checksums(self) -> dict[tuple[str, str], str]:
        lock = tomllib.loads((ROOT / "Cargo.lock").read_text(encoding="utf-8"))
        known = (package for package in lock["package"] if "checksum" in package)
        return {(package["name"], package["version"]): package["checksum"] for package in known}

    def linked(self, triple: str) -> list[dict]:
        """The crates that are part of the program for a target, itself among them."""
        tree = said(cargo("tree", "--locked", "--quiet", "-p", PACKAGE, "--target", triple, "-e",
                          "normal,no-proc-macro", "--no-dedupe", "--prefix", "none", "--format", "{p}"))
        words = (line.split() for line in tree.splitlines() if line.strip())
        names = {(word[0], word[1].removeprefix("v")) for word in words}
        return [self.crates[name] for name in sorted(names)]


def text(path: str) -> bytes:
    return (ROOT / path).read_bytes()
