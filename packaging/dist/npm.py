"""The npm packages: one with the launcher, one for each platform with the program. npm installs the one that fits."""

import json

from archive import File, Files, tar, zipped
from contents import Contents
from project import NAME, Project, text
from targets import Target


def platform(target: Target, program: bytes, notices: bytes, contents: Contents, project: Project) -> tuple[str, bytes]:
    about = _about(project) | {
        "name": f"@{NAME}/{target.npm}",
        "description": f"The program of `{NAME}` for {target.npm}",
        "os": [target.npm_os],
        "cpu": [target.npm_cpu],
        "preferUnplugged": True,
    }
    files: Files = {
        f"bin/{target.program}": File(program, is_program=True),
        "README.md": File(f"The program of `{NAME}` for {target.npm}: install `{NAME}`, which brings it.\n".encode()),
        "THIRD-PARTY-LICENSES.txt": File(notices),
        **contents.licences,
    }
    return _package(f"{NAME}-npm-{target.npm}-{project.version}.tgz", about, files, project)


def launcher(targets: list[Target], contents: Contents, project: Project) -> tuple[str, bytes]:
    about = _about(project) | {
        "name": NAME,
        "description": project.description,
        "keywords": project.keywords,
        "bin": {NAME: f"bin/{NAME}.js"},
        "man": [f"./man/{name}" for name in contents.manual],
        "engines": {"node": ">=16"},
        "optionalDependencies": {f"@{NAME}/{target.npm}": project.version for target in targets},
    }
    files: Files = {
        f"bin/{NAME}.js": File(text("packaging/npm/launcher.js"), is_program=True),
        "README.md": File(text("packaging/about.md")),
        **contents.licences,
        **{f"man/{name}": file for name, file in contents.manual.items()},
    }
    return _package(f"{NAME}-npm-{project.version}.tgz", about, files, project)


def _about(project: Project) -> dict:
    about: dict = {"version": project.version, "license": f"({project.licence})"}
    if project.repository:
        about["repository"] = {"type": "git", "url": f"git+{project.repository}.git"}
    return about


def _package(name: str, about: dict, files: Files, project: Project) -> tuple[str, bytes]:
    files["package.json"] = File((json.dumps(about, indent=2, sort_keys=True) + "\n").encode())
    return name, zipped(tar(files, project.epoch, prefix="package/"))
