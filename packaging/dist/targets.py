"""What is built: one row a platform, and what each kind of package calls it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    triple: str
    npm_os: str
    npm_cpu: str
    wheel: str
    deb: str | None = None

    @property
    def program(self) -> str:
        return "scopeon.exe" if self.npm_os == "win32" else "scopeon"

    @property
    def npm(self) -> str:
        return f"{self.npm_os}-{self.npm_cpu}"

    @property
    def is_musl(self) -> bool:
        return self.triple.endswith("-musl")


# A static program runs on every Linux, so its wheel says both of the C libraries that Python tells apart.
def _linux(cpu: str) -> str:
    return f"manylinux_2_17_{cpu}.manylinux2014_{cpu}.musllinux_1_1_{cpu}"


ALL = {
    target.triple: target
    for target in (
        Target("x86_64-unknown-linux-musl", "linux", "x64", _linux("x86_64"), "amd64"),
        Target("aarch64-unknown-linux-musl", "linux", "arm64", _linux("aarch64"), "arm64"),
        Target("x86_64-apple-darwin", "darwin", "x64", "macosx_10_12_x86_64"),
        Target("aarch64-apple-darwin", "darwin", "arm64", "macosx_11_0_arm64"),
        Target("x86_64-pc-windows-msvc", "win32", "x64", "win_amd64"),
    )
}
