"""The Debian package. Its program is static, so one package serves every release and derivative."""

import hashlib
from email.utils import formatdate

from archive import File, Files, ar, tar, zipped
from contents import Contents
from project import NAME, Project, text
from targets import Target

# Where Debian's shells look; the two others have no such place.
COMPLETIONS = {
    "scopeon.bash": "usr/share/bash-completion/completions/scopeon",
    "_scopeon": "usr/share/zsh/vendor-completions/_scopeon",
    "scopeon.fish": "usr/share/fish/vendor_completions.d/scopeon.fish",
    "scopeon.elv": f"usr/share/doc/{NAME}/examples/scopeon.elv",
    "_scopeon.ps1": f"usr/share/doc/{NAME}/examples/_scopeon.ps1",
}
# Both on purpose: one file that runs everywhere, with the SQLite it was tested with.
OVERRIDES = f"""\
{NAME}: statically-linked-binary [usr/bin/{NAME}]
{NAME}: embedded-library *
"""


def make(target: Target, program: bytes, notices: bytes, contents: Contents, project: Project) -> tuple[str, bytes]:
    files = _files(program, notices, contents, project)
    sums = "".join(f"{hashlib.md5(file.data).hexdigest()}  {path}\n" for path, file in sorted(files.items()))
    size = sum(-(-len(file.data) // 1024) for file in files.values())
    control: Files = {
        "control": File(_control(target, size, project).encode()),
        "md5sums": File(sums.encode()),
    }
    members = [
        ("debian-binary", b"2.0\n"),
        ("control.tar.gz", zipped(_tree(control, project.epoch))),
        ("data.tar.gz", zipped(_tree(files, project.epoch))),
    ]
    return f"{NAME}_{project.version}_{target.deb}.deb", ar(members, project.epoch)


def _tree(files: Files, epoch: int) -> bytes:
    return tar(files, epoch, prefix="./", with_directories=True)


def _files(program: bytes, notices: bytes, contents: Contents, project: Project) -> Files:
    about = f"usr/share/doc/{NAME}"
    return {
        f"usr/bin/{NAME}": File(program, is_program=True),
        f"usr/share/lintian/overrides/{NAME}": File(OVERRIDES.encode()),
        f"{about}/copyright": File(_copyright().encode()),
        f"{about}/THIRD-PARTY-LICENSES.txt.gz": File(zipped(notices)),
        f"{about}/changelog.gz": File(zipped(_changelog(project).encode())),
        f"{about}/README.md.gz": File(zipped(text("README.md"))),
        f"{about}/NEWS.md.gz": File(zipped(text("CHANGELOG.md"))),
        **{COMPLETIONS[name]: file for name, file in contents.completions.items()},
        **{f"usr/share/man/man1/{name}.gz": File(zipped(file.data)) for name, file in contents.manual.items()},
    }


def _control(target: Target, size: int, project: Project) -> str:
    homepage = f"Homepage: {project.repository}\n" if project.repository else ""
    return f"""\
Package: {NAME}
Version: {project.version}
Section: utils
Priority: optional
Architecture: {target.deb}
Maintainer: {project.maintainer}
Installed-Size: {size}
{homepage}Description: {_synopsis(project.description)}
 Scopeon reads the logs that AI coding agents leave on the disk and tells where
 tokens, money and context went: by day, model, project, branch and session,
 live and over years. Numbers and names are kept in one local file, prompts and
 code never, and nothing leaves the machine.
"""


def _synopsis(description: str) -> str:
    return description[0].lower() + description[1:]


def _changelog(project: Project) -> str:
    date = formatdate(project.epoch, usegmt=True).replace("GMT", "+0000")
    return f"""\
{NAME} ({project.version}) stable; urgency=medium

  * What is new is told in NEWS.md.gz beside this file.

 -- {project.maintainer}  {date}
"""


def _copyright() -> str:
    _, holder, mit = text("LICENSE-MIT").decode().split("\n\n", 2)
    return f"""\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: {NAME}
Comment: What is part of the program besides, and under which licences, is in
 THIRD-PARTY-LICENSES.txt.gz beside this file.

Files: *
Copyright: {holder.removeprefix('Copyright (c) ')}
License: Expat or Apache-2.0

License: Apache-2.0
 On Debian systems the full text is in /usr/share/common-licenses/Apache-2.0.

License: Expat
{_folded(mit)}"""


def _folded(words: str) -> str:
    return "".join(f" {line}\n" if line.strip() else " .\n" for line in words.rstrip().splitlines())
