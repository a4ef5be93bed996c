"""Building the program for a target, where this machine can."""

import os
import platform
import shutil
import subprocess
from pathlib import Path

from project import NAME, PACKAGE, ROOT, Project, cargo, said
from targets import ALL, Target

SYSTEMS = {"Linux": "linux", "Darwin": "darwin", "Windows": "win32"}


class CannotBuild(Exception):
    """What is missing on this machine."""


def usual() -> list[Target]:
    """The targets that a machine like this one is meant to build."""
    here = SYSTEMS.get(platform.system())
    return [target for target in ALL.values() if target.npm_os == here]


def runs_here(target: Target) -> bool:
    cpu = {"amd64": "x64", "x86_64": "x64", "arm64": "arm64", "aarch64": "arm64"}.get(platform.machine().lower())
    return target.npm_os == SYSTEMS.get(platform.system()) and target.npm_cpu == cpu


def build(target: Target, project: Project) -> Path:
    verb, variables = _way(target)
    _need_std(target)
    environment = {key: value for key, value in os.environ.items() if key not in {"CARGO", "RUSTFLAGS"}}
    environment |= variables | {
        "CARGO_ENCODED_RUSTFLAGS": "\x1f".join(_flags()),
        "SOURCE_DATE_EPOCH": str(project.epoch),
        "CARGO_INCREMENTAL": "0",
    }
    command = cargo(verb, "--release", "--locked", "-p", PACKAGE, "--target", target.triple)
    subprocess.run(command, cwd=ROOT, check=True, env=environment)
    place = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    return ROOT / place / target.triple / "release" / target.program


def _way(target: Target) -> tuple[str, dict[str, str]]:
    """How cargo is called. SQLite is C, so each target needs a C compiler of its own."""
    here = SYSTEMS.get(platform.system())
    if not target.is_musl:
        if target.npm_os != here:
            raise CannotBuild(f"is built on {target.npm_os} only")
        return "build", {}
    # The Python package's own name for it; as `zig` it comes from elsewhere.
    zig = shutil.which("zig") or shutil.which("python-zig")
    if zig and shutil.which("cargo-zigbuild"):
        return "zigbuild", {"CARGO_ZIGBUILD_ZIG_PATH": zig}
    if runs_here(target) and shutil.which("musl-gcc"):
        return "build", {f"CC_{target.triple.replace('-', '_')}": "musl-gcc"}
    raise CannotBuild("needs `pip install -r packaging/requirements.txt`")


def _need_std(target: Target) -> None:
    place = Path(said(["rustc", "--print", "target-libdir", "--target", target.triple]).strip())
    if not place.is_dir():
        raise CannotBuild(f"needs `rustup target add {target.triple}`")


def _flags() -> list[str]:
    """No path of the machine gets into the program."""
    sysroot = said(["rustc", "--print", "sysroot"]).strip()
    home = Path(os.environ.get("CARGO_HOME", Path.home() / ".cargo"))
    pairs = [(ROOT, f"/{NAME}"), (home, "/cargo"), (f"{sysroot}/lib/rustlib/src/rust", "/rust")]
    return [f"--remap-path-prefix={path}={name}" for path, name in pairs]
