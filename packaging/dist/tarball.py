"""The plain archive: unpack it anywhere, put the program on the path."""

from archive import File, Files, tar, zip_, zipped
from contents import Contents
from project import NAME, Project, text
from targets import Target


def make(target: Target, program: bytes, notices: bytes, contents: Contents, project: Project) -> tuple[str, bytes]:
    files: Files = {
        target.program: File(program, is_program=True),
        "README.md": File(text("README.md")),
        "INSTALL.md": File(text("docs/install.md")),
        "CHANGELOG.md": File(text("CHANGELOG.md")),
        "THIRD-PARTY-LICENSES.txt": File(notices),
        **contents.licences,
        **{f"completions/{name}": file for name, file in contents.completions.items()},
        **{f"man/man1/{name}": file for name, file in contents.manual.items()},
    }
    stem = f"{NAME}-{project.version}-{target.triple}"
    if target.npm_os == "win32":
        return f"{stem}.zip", zip_(files, project.epoch, prefix=f"{stem}/")
    return f"{stem}.tar.gz", zipped(tar(files, project.epoch, prefix=f"{stem}/", with_directories=True))
