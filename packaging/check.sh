#!/usr/bin/env bash
# Makes every package of a program that is at hand, and looks at what came out; quick, and without installing anything.
# Usage: packaging/check.sh PROGRAM   a program for Linux on x86-64; it stands in for the static one of a release.
set -euo pipefail
cd "$(dirname "$0")/.."
program=$(realpath "${1:?a program}")
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

python3 packaging/dist --binary "x86_64-unknown-linux-musl=$program" --out "$place"
(cd "$place" && sha256sum --check --strict --quiet SHA256SUMS)

# A page for each command that the program names, in each package that brings the manual.
commands=$("$program" man | sed -n 's/^scopeon\\-\(.*\)(1)$/\1/p' | sed 's/\\//g')
[ "$(wc -w <<<"$commands")" -gt 20 ] || { echo 'the program names hardly any command'; exit 1; }
for package in "$place"/scopeon-npm-[0-9]*.tgz "$place"/scopeon-*.tar.gz; do
    listed=$(tar -tzf "$package")
    for command in $commands; do
        grep -q "/scopeon-$command\.1$" <<<"$listed" || { echo "$package has no page of $command"; exit 1; }
    done
done
