#!/usr/bin/env bash
# Installs each package in a clean place of its own, with no network and nothing of the user's, runs it, and prints a
# table. Usage: packaging/try.sh [DIRECTORY]   the directory is target/dist unless stated.
# Exits with 1 when one does not work; what a machine lacks a tool for is left out, and said.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
dist=$(realpath "${1:-${CARGO_TARGET_DIR:-target}/dist}")
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
failures=0
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)
case "$(uname -m)" in x86_64 | amd64) cpu=x64 deb=amd64 triple=x86_64 ;; *) cpu=arm64 deb=arm64 triple=aarch64 ;; esac

# A user who has nothing: no variable but these, and no proxy that leads out.
clean() { (clean_exec "$@"); }

clean_exec() {
    mkdir -p "$place/home"
    exec env -i HOME="$place/home" PATH="${path:-/usr/bin:/bin}" LANG=C.UTF-8 COLUMNS=100 \
        npm_config_offline=true npm_config_audit=false npm_config_fund=false npm_config_update_notifier=false \
        PIP_NO_INDEX=1 PIP_DISABLE_PIP_VERSION_CHECK=1 UV_OFFLINE=1 "$@"
}

row() { printf '%-26s %-44s %s\n' "$1" "$2" "$3"; }
skip() { row "$1" "$2" "left out: $3"; }

# try NAME WHAT COMMAND…: the command fails, or it works.
try() {
    local name=$1 what=$2
    shift 2
    if "$@" >"$place/log" 2>&1; then
        row "$name" "$what" ok
    else
        row "$name" "$what" "FAILED ($?)"
        sed 's/^/    /' "$place/log" | tail -n 15
        failures=$((failures + 1))
    fi
}

# An answer of the sample logs, of this version, with the exit codes that scripts rely on.
answers() {
    clean "$@" --version | grep -Fxq "scopeon $version" || { echo 'another version'; return 1; }
    clean "$@" report --demo | grep -q '^Total' || { echo 'no report'; return 1; }
    clean "$@" report --demo --json | grep -q '"schema":' || { echo 'no JSON'; return 1; }
    clean "$@" report by-star-sign
    [ $? -eq 2 ] || { echo 'a wrong command line is not 2'; return 1; }
}

sums() { (cd "$dist" && sha256sum --check --strict --quiet SHA256SUMS && [ "$(wc -l <SHA256SUMS)" -eq "$(($(ls | wc -l) - 1))" ]); }

archive() {
    mkdir -p "$place/archive" && tar -C "$place/archive" --strip-components=1 -xzf "$1" || return
    local here=$place/archive name
    for name in README.md INSTALL.md LICENSE-MIT LICENSE-APACHE THIRD-PARTY-LICENSES.txt man/man1/scopeon-report.1 \
        completions/{scopeon.bash,_scopeon,scopeon.fish,scopeon.elv,_scopeon.ps1}; do
        [ -s "$here/$name" ] || { echo "$name is missing"; return 1; }
    done
    ! ldd "$here/scopeon" >/dev/null 2>&1 || { echo 'not static'; return 1; }
    ! grep -aqF -e "$PWD/scopeon-" -e "$HOME/.cargo" -e "$HOME/.rustup" "$here/scopeon" || { echo 'it holds paths of this machine'; return 1; }
    bash -n "$here/completions/scopeon.bash" || return
    answers "$here/scopeon"
}

manual() {
    MANPATH="$1" clean man -M "$1" scopeon-report | grep -q 'scopeon-report - ' || { echo "no page in $1"; return 1; }
}

debian() {
    local root=$place/deb
    mkdir -p "$root" && dpkg-deb --extract "$1" "$root" && dpkg-deb --info "$1" >/dev/null || return
    (cd "$root" && dpkg-deb --control "$1" "$place/control" && md5sum --quiet --check "$place/control/md5sums") || return
    bash -n "$root/usr/share/bash-completion/completions/scopeon" || return
    answers "$root/usr/bin/scopeon"
}

# As root the package is installed for real, into a system of its own.
debian_install() {
    local root=$place/system
    mkdir -p "$root"/var/lib/dpkg/{info,updates,triggers} "$root/usr/bin"
    touch "$root/var/lib/dpkg/"{status,available}
    dpkg --root="$root" --force-not-root --force-script-chrootless --install "$1" || return
    answers "$root/usr/bin/scopeon" || return
    dpkg --root="$root" --force-not-root --force-script-chrootless --purge scopeon || return
    [ ! -e "$root/usr/bin/scopeon" ]
}

npm_install() {
    local to=$place/npm
    mkdir -p "$to"
    clean npm install --silent --no-save --prefix "$to" "$@" || return
    answers "$to/node_modules/.bin/scopeon"
}

npx_run() { (cd "$place" && clean npx --yes --package "$1" --package "$2" scopeon report --demo | grep -q '^Total'); }

# A signal that reaches the launcher alone ends the program, and the launcher as the program ends.
npm_signals() {
    local launcher=$place/npm/node_modules/.bin/scopeon program direct
    program=$(find "$place/npm/node_modules/@scopeon" -path '*/bin/scopeon')
    direct=$(ended "$1" "$program") || return
    [ "$(ended "$1" "$launcher")" = "$direct" ] || { echo "the program alone ends with $direct"; return 1; }
    ! pgrep -f "^$program " || { echo 'the program is still there'; return 1; }
}

# ended SIGNAL COMMAND: starts a watch, sends it a signal, and says what it ends with.
ended() {
    (clean_exec "$2" ingest --watch) >/dev/null 2>&1 </dev/null &
    local watch=$!
    sleep 2
    kill "-$1" "$watch" || return
    wait "$watch"
    echo $?
}

npm_alone() {
    local to=$place/alone
    mkdir -p "$to"
    clean npm install --silent --no-save --omit=optional --prefix "$to" "$1" || return
    clean "$to/node_modules/.bin/scopeon" --version
    [ $? -eq 127 ]
}

venv() {
    clean python3 -m venv "$place/venv" && clean "$place/venv/bin/pip" install --quiet "$1" || return
    answers "$place/venv/bin/scopeon" || return
    clean "$place/venv/bin/pip" uninstall --quiet --yes scopeon || return
    [ ! -e "$place/venv/bin/scopeon" ]
}

uvx() { answers "$(command -v uv)" tool run --from "$1" scopeon; }

emulated() {
    mkdir -p "$place/other" && tar -C "$place/other" --strip-components=1 -xzf "$1" || return
    answers "$2" "$place/other/scopeon"
}

has() { command -v "$1" >/dev/null; }
path=$(dirname "$(command -v node || echo /usr/bin/node)"):$(dirname "$(realpath "$(command -v python3)")"):/usr/bin:/bin

row package tried result
try checksums 'every file, none besides' sums
tarball=$dist/scopeon-$version-$triple-unknown-linux-musl.tar.gz
try "archive $triple" 'unpacked, static, run' archive "$tarball"
if has man; then try "archive $triple" 'its manual pages are found' manual "$place/archive/man"; else skip "archive $triple" 'manual pages' 'no man'; fi
package=$dist/scopeon_${version}_$deb.deb
if has dpkg-deb; then
    try "deb $deb" 'unpacked, sums, run' debian "$package"
    try "deb $deb" 'installed, run, purged' debian_install "$package"
    if has lintian; then try "deb $deb" 'lintian' lintian --fail-on error --suppress-tags dir-or-file-in-opt "$package"; else skip "deb $deb" lintian 'no lintian'; fi
else
    skip "deb $deb" 'all' 'no dpkg'
fi
main=$dist/scopeon-npm-$version.tgz own=$dist/scopeon-npm-linux-$cpu-$version.tgz
if has npm; then
    try "npm linux-$cpu" 'npm install, run' npm_install "$main" "$own"
    try "npm linux-$cpu" 'npx scopeon report' npx_run "$main" "$own"
    try "npm linux-$cpu" 'SIGTERM ends both, as without npm' npm_signals TERM
    try "npm linux-$cpu" 'SIGINT ends both, as without npm' npm_signals INT
    try 'npm' 'without the program: said, 127' npm_alone "$main"
else
    skip npm 'all' 'no npm'
fi
wheel=$(ls "$dist"/scopeon-"$version"-py3-none-manylinux*_"$([ $cpu = x64 ] && echo x86_64 || echo aarch64)".*whl)
try "wheel $triple" 'venv, pip install, run, uninstall' venv "$wheel"
if has uv; then try "wheel $triple" 'uvx scopeon report' uvx "$wheel"; else skip "wheel $triple" uvx 'no uv'; fi
if has pipx; then try "wheel $triple" 'pipx run' answers "$(command -v pipx)" run --spec "$wheel" scopeon; else skip "wheel $triple" 'pipx run' 'no pipx'; fi
other=$([ $triple = x86_64 ] && echo aarch64 || echo x86_64)
tarball=$dist/scopeon-$version-$other-unknown-linux-musl.tar.gz
runner=$(command -v "qemu-$other-static" || command -v "qemu-$other" || true)
if [ ! -e "$tarball" ]; then skip "archive $other" 'run under emulation' 'not built'
elif [ -z "$runner" ]; then skip "archive $other" 'run under emulation' 'no qemu'
else try "archive $other" 'run under emulation' emulated "$tarball" "$runner"; fi
if [ "$failures" -gt 0 ]; then echo "$failures did not work"; exit 1; fi
