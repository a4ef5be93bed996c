"""Builds what people install: archives, Debian packages, npm packages, wheels, bills of materials and checksums.

python3 packaging/dist                          what this machine can build
python3 packaging/dist build TARGET             only the program of a target, for a machine of its kind
python3 packaging/dist --binary TARGET=FILE …   packages of programs that were built elsewhere

Exits with 3 when a target was left out because something is missing here, which is said.
"""

import argparse
import hashlib
import os
import shlex
import sys
from pathlib import Path

import deb
import npm
import sbom
import tarball
import wheel
from build import CannotBuild, build, runs_here, usual
from contents import Contents, notices
from project import ROOT, Project
from targets import ALL, Target

LEFT_OUT = 3


def main() -> int:
    asked = _arguments()
    project = Project()
    if asked.build:
        print(build(ALL[asked.build], project))
        return 0
    programs, left_out = dict(asked.binary), []
    for target in [] if programs else usual():
        try:
            programs[target] = build(target, project)
        except CannotBuild as missing:
            left_out.append(target)
            print(f"left out: {target.triple}: {missing}", file=sys.stderr)
    if programs:
        _package(programs, asked.out, project)
    return LEFT_OUT if left_out else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="packaging/dist", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    place = ROOT / os.environ.get("CARGO_TARGET_DIR", "target") / "dist"
    parser.add_argument("--binary", type=_binary, action="append", default=[], metavar="TARGET=FILE")
    parser.add_argument("--out", type=Path, default=place, help="where packages go [default: target/dist]")
    verbs = parser.add_subparsers(metavar="build")
    verbs.add_parser("build").add_argument("build", choices=ALL, metavar="TARGET")
    parser.set_defaults(build=None)
    return parser.parse_args()


def _binary(words: str) -> tuple[Target, Path]:
    triple, _, file = words.partition("=")
    if triple not in ALL or not Path(file).is_file():
        raise argparse.ArgumentTypeError(f"{words}: a known target, and a file")
    return ALL[triple], Path(file).resolve()


def _package(programs: dict[Target, Path], out: Path, project: Project) -> None:
    contents = Contents.of(_one_that_runs(programs))
    made = [npm.launcher(list(programs), contents, project)]
    for target, path in programs.items():
        program, theirs = path.read_bytes(), notices(project, target.triple)
        every = (target, program, theirs, contents, project)
        made += [tarball.make(*every), npm.platform(*every), wheel.make(*every)]
        if target.deb:
            made.append(deb.make(*every))
        made.append(sbom.make(target, hashlib.sha256(program).hexdigest(), project))
    _write(dict(made), out)


def _one_that_runs(programs: dict[Target, Path]) -> list[str]:
    """The program that says its own manual and completions; SCOPEON_RUN runs it where the machine cannot."""
    for target, path in programs.items():
        if runs_here(target):
            path.chmod(path.stat().st_mode | 0o111)
            return [str(path)]
    runner = shlex.split(os.environ.get("SCOPEON_RUN", ""))
    if not runner:
        raise SystemExit("none of these programs runs on this machine; SCOPEON_RUN names what runs one")
    return [*runner, str(next(iter(programs.values())))]


def _write(files: dict[str, bytes], out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for old in out.iterdir():
        if old.is_file():
            old.unlink()
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    for name, data in sorted((files | {"SHA256SUMS": sums.encode()}).items()):
        (out / name).write_bytes(data)
        print(f"{len(data):>11,}  {name}")


if __name__ == "__main__":
    sys.exit(main())
