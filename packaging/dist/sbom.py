"""The bill of materials in CycloneDX: every crate that is part of the program, and SQLite, which one of them brings."""

import json
import re
import uuid
from datetime import UTC, datetime
from pathlib import Path

from project import NAME, Project
from targets import Target


def make(target: Target, digest: str, project: Project) -> tuple[str, bytes]:
    crates = project.linked(target.triple)
    ids = {crate["id"]: _purl(crate) for crate in crates}
    own = next(crate for crate in crates if crate["name"] == f"{NAME}-cli")
    components = [_component(crate, project) for crate in crates if crate is not own]
    graph = {_purl(crate): _needs(crate, ids, project) for crate in crates}
    for crate in crates:
        if crate["name"] == "libsqlite3-sys":
            sqlite = _sqlite(crate)
            components.append(sqlite)
            graph[_purl(crate)].append(sqlite["bom-ref"])
            graph[sqlite["bom-ref"]] = []
    application = _component(own, project) | {
        "type": "application",
        "name": NAME,
        "hashes": [{"alg": "SHA-256", "content": digest}],
        "properties": [{"name": f"{NAME}:target", "value": target.triple}],
    }
    bill = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        # The same for the same program, as the whole file is.
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, digest)}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(project.epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": application,
        },
        "components": components,
        "dependencies": [{"ref": ref, "dependsOn": sorted(needs)} for ref, needs in sorted(graph.items())],
    }
    name = f"{NAME}-{project.version}-{target.triple}.cdx.json"
    return name, (json.dumps(bill, indent=1, ensure_ascii=False) + "\n").encode()


def _purl(crate: dict) -> str:
    return f"pkg:cargo/{crate['name']}@{crate['version']}"


def _component(crate: dict, project: Project) -> dict:
    component = {
        "type": "library",
        "bom-ref": _purl(crate),
        "name": crate["name"],
        "version": crate["version"],
        "purl": _purl(crate),
    }
    if crate["description"]:
        component["description"] = " ".join(crate["description"].split())
    if crate["license"]:
        # Some crates still write the slash that SPDX has no more.
        component["licenses"] = [{"expression": re.sub(r"\s*/\s*", " OR ", crate["license"])}]
    checksum = project.checksums.get((crate["name"], crate["version"]))
    if checksum:
        component["hashes"] = [{"alg": "SHA-256", "content": checksum}]
    return component


def _needs(crate: dict, ids: dict[str, str], project: Project) -> list[str]:
    node = next(node for node in project.metadata["resolve"]["nodes"] if node["id"] == crate["id"])
    normal = (dep for dep in node["deps"] if any(kind["kind"] is None for kind in dep["dep_kinds"]))
    return sorted({ids[dep["pkg"]] for dep in normal if dep["pkg"] in ids})


def _sqlite(crate: dict) -> dict:
    header = Path(crate["manifest_path"]).parent / "sqlite3" / "sqlite3.h"
    found = re.search(r'^#define SQLITE_VERSION +"([^"]+)"', header.read_text(encoding="utf-8"), re.MULTILINE)
    if found is None:
        raise ValueError(f"{header} does not say its version")
    version = found[1]
    return {
        "type": "library",
        "bom-ref": f"pkg:generic/sqlite@{version}",
        "name": "sqlite",
        "version": version,
        "purl": f"pkg:generic/sqlite@{version}",
        "cpe": f"cpe:2.3:a:sqlite:sqlite:{version}:*:*:*:*:*:*:*",
        "licenses": [{"license": {"name": "Public domain"}}],
    }
