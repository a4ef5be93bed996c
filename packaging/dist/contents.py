"""What goes into more than one package: manual pages, completions, licences."""

import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from archive import File, Files
from project import Project, text

# A shell, and what its completions are called where it looks for them.
COMPLETIONS = {
    "bash": "scopeon.bash",
    "zsh": "_scopeon",
    "fish": "scopeon.fish",
    "elvish": "scopeon.elv",
    "powershell": "_scopeon.ps1",
}
LICENCES = ["LICENSE-APACHE", "LICENSE-MIT"]


@dataclass(frozen=True)
class Contents:
    """By name."""

    manual: Files
    completions: Files
    licences: Files

    @classmethod
    def of(cls, program: list[str]) -> "Contents":
        """Asks a program that runs here."""
        with tempfile.TemporaryDirectory() as place:
            _ask([*program, "man", "--dir", place])
            manual = {path.name: File(path.read_bytes()) for path in sorted(Path(place).iterdir())}
        completions = {name: File(_ask([*program, "completions", shell])) for shell, name in COMPLETIONS.items()}
        return cls(manual, completions, {name: File(text(name)) for name in LICENCES})


def _ask(command: list[str]) -> bytes:
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout


def notices(project: Project, triple: str) -> bytes:
    """The licences of all that is part of the program, each text once."""
    names: dict[str, list[str]] = {}
    index = []
    for crate in project.linked(triple):
        if crate["source"] is None:
            continue
        label = f"{crate['name']} {crate['version']}"
        index.append(f"{label}: {crate['license']}")
        for path in _licence_files(Path(crate["manifest_path"]).parent):
            names.setdefault(path.read_text(encoding="utf-8", errors="replace").strip(), []).append(label)
    parts = ["The program contains these works, under these licences. SQLite is in the public domain; Rust's standard "
             "library is under MIT or Apache-2.0.\n\n" + "\n".join(index)]
    rule = "-" * 100
    parts += [f"{rule}\n{', '.join(sorted(set(labels)))}\n{rule}\n\n{licence}" for licence, labels in names.items()]
    return ("\n\n".join(parts) + "\n").encode()


def _licence_files(directory: Path) -> list[Path]:
    beginnings = ("license", "licence", "copying", "notice", "unlicense")
    return sorted(path for path in directory.iterdir() if path.is_file() and path.name.lower().startswith(beginnings))
