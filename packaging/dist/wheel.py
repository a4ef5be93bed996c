"""The Python wheel: the program as a script, so that `uvx scopeon` and `pipx run scopeon` start it without Python."""

import base64
import hashlib

from archive import File, Files, zip_
from contents import Contents
from project import NAME, Project, text
from targets import Target


def make(target: Target, program: bytes, notices: bytes, contents: Contents, project: Project) -> tuple[str, bytes]:
    stem = f"{NAME}-{project.version}"
    info = f"{stem}.dist-info"
    licences = {**contents.licences, "THIRD-PARTY-LICENSES.txt": File(notices)}
    files: Files = {
        f"{stem}.data/scripts/{target.program}": File(program, is_program=True),
        **{f"{stem}.data/data/share/man/man1/{name}": file for name, file in contents.manual.items()},
        f"{info}/METADATA": File(_metadata(list(licences), project)),
        f"{info}/WHEEL": File(_wheel(target).encode()),
        **{f"{info}/licenses/{name}": file for name, file in licences.items()},
    }
    record = f"{info}/RECORD"
    files[record] = File("".join([*(_line(path, file.data) for path, file in files.items()), f"{record},,\n"]).encode())
    return f"{stem}-py3-none-{target.wheel}.whl", zip_(files, project.epoch)


def _line(path: str, data: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return f"{path},sha256={digest},{len(data)}\n"


def _metadata(licences: list[str], project: Project) -> bytes:
    lines = [
        "Metadata-Version: 2.4",
        f"Name: {NAME}",
        f"Version: {project.version}",
        f"Summary: {project.description}",
        f"License-Expression: {project.licence}",
        *(f"License-File: {name}" for name in licences),
        f"Keywords: {','.join(project.keywords)}",
        *([f"Project-URL: Source, {project.repository}"] if project.repository else []),
        "Requires-Python: >=3.8",
        "Description-Content-Type: text/markdown",
    ]
    return "\n".join(lines).encode() + b"\n\n" + text("packaging/about.md")


def _wheel(target: Target) -> str:
    tags = "".join(f"Tag: py3-none-{tag}\n" for tag in target.wheel.split("."))
    return f"Wheel-Version: 1.0\nGenerator: {NAME}-dist\nRoot-Is-Purelib: false\n{tags}"
