"""Archives that come out the same however often they are made: names sorted, one time, nothing of the machine."""

import gzip
import io
import tarfile
import time
import zipfile
from dataclasses import dataclass


@dataclass(frozen=True)
class File:
    data: bytes
    is_program: bool = False

    @property
    def mode(self) -> int:
        return 0o755 if self.is_program else 0o644


# By path in the archive.
Files = dict[str, File]


def zipped(data: bytes) -> bytes:
    out = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=out, compresslevel=9, mtime=0) as file:
        file.write(data)
    return out.getvalue()


def tar(files: Files, epoch: int, *, prefix: str = "", with_directories: bool = False) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as archive:
        entries: dict[str, File | None] = {prefix + path: file for path, file in files.items()}
        if with_directories:
            entries |= {parent: None for path in list(entries) for parent in _parents(path)}
        for path in sorted(entries):
            _add(archive, path, entries[path], epoch)
    return out.getvalue()


def _parents(path: str) -> list[str]:
    parts = path.split("/")[:-1]
    return ["/".join(parts[: end + 1]) for end in range(len(parts))]


def _add(archive: tarfile.TarFile, path: str, file: File | None, epoch: int) -> None:
    entry = tarfile.TarInfo(path)
    entry.mtime = epoch
    entry.uname = entry.gname = "root"
    if file is None:
        entry.type, entry.mode = tarfile.DIRTYPE, 0o755
        return archive.addfile(entry)
    entry.size, entry.mode = len(file.data), file.mode
    return archive.addfile(entry, io.BytesIO(file.data))


def zip_(files: Files, epoch: int, *, prefix: str = "") -> bytes:
    """In the order of `files`: a wheel's record comes last."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path, file in files.items():
            entry = zipfile.ZipInfo(prefix + path, time.gmtime(epoch)[:6])
            entry.create_system = 3  # Unix, so that the mode counts wherever it is made.
            entry.external_attr = (0o100000 | file.mode) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, file.data)
    return out.getvalue()


def ar(members: list[tuple[str, bytes]], epoch: int) -> bytes:
    out = bytearray(b"!<arch>\n")
    for name, data in members:
        out += f"{name:<16}{epoch:<12}{0:<6}{0:<6}{100644:<8}{len(data):<10}`\n".encode()
        out += data + b"\n" * (len(data) % 2)
    return bytes(out)
