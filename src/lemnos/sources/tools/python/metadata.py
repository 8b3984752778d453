"""Name, version and licence of a Python distribution, from what lies beside its code."""

import os
import re
import tomllib
from email.parser import HeaderParser
from typing import Any

import msgspec

_LONGEST_LICENCE = 80
_OSI = re.compile(r"^License :: (?:OSI Approved :: )?(?!OSI Approved$)(.+)$")


class Metadata(msgspec.Struct, frozen=True):
    """What a distribution says of itself; empty where it does not."""

    name: str = ""
    version: str = ""
    licence: str = ""

    @staticmethod
    def tops(folder: str) -> set[str]:
        """Return the names that the distribution of this ``.dist-info`` folder can be imported by."""
        try:
            with open(os.path.join(folder, "RECORD"), encoding="utf-8", errors="replace") as file:
                first = {line.split(",")[0].partition("/") for line in file}
        except OSError:
            return set()
        return {
            top if rest else top.rpartition(".")[0]
            for top, _, rest in first
            if not top.endswith((".dist-info", ".libs")) and top != ".." and (rest or top.endswith((".py", ".pyi")))
        }


def metadata_of(data: bytes) -> Metadata:
    """Return what a METADATA or PKG-INFO file says (core metadata, PEP 566 and 639)."""
    # The body is the README, which may be in any encoding and hold anything.
    head = re.split(rb"\r?\n\r?\n", data, maxsplit=1)[0]
    fields = HeaderParser().parsestr(head.decode("utf-8", "replace"))
    licence = str(fields.get("License-Expression") or "")
    if not licence:
        found = [match[1] for value in fields.get_all("Classifier", []) if (match := _OSI.match(str(value).strip()))]
        stated = str(fields.get("License") or "").strip()
        # Some put the whole text of the licence there.
        short = stated if stated and "\n" not in stated and len(stated) <= _LONGEST_LICENCE else ""
        licence = short if short and short.upper() != "UNKNOWN" else " AND ".join(found)
    return Metadata(str(fields.get("Name") or ""), str(fields.get("Version") or ""), licence)


def metadata_beside(root: str, top: str) -> Metadata:
    """Return the metadata of the package ``top`` below the import root ``root``.

    Looked for in this order: the ``.dist-info`` or ``.egg-info`` there that owns the package, the project file of
    ``root`` or of the folder above it. Without any, the package gives its name.
    """
    try:
        names = sorted(os.listdir(root))
    except OSError:
        names = []
    candidates = [name for name in names if name.endswith(".dist-info")]
    # Its own name first, for most distributions are called as their package is.
    candidates.sort(key=lambda name: not name.lower().replace("-", "_").startswith(top.lower() + "_"))
    for name in candidates:
        folder = os.path.join(root, name)
        if top in Metadata.tops(folder) and (data := _read(os.path.join(folder, "METADATA"))):
            return metadata_of(data)
    for folder in (root, os.path.dirname(os.path.abspath(root))):
        if data := _read(os.path.join(folder, "PKG-INFO")):
            return metadata_of(data)
        if data := _read(os.path.join(folder, "pyproject.toml")):
            project = _project(data)
            if project.name:
                return project
    return Metadata(name=top)


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(1_000_000)
    except OSError:
        return b""


def _project(data: bytes) -> Metadata:
    try:
        table: Any = tomllib.loads(data.decode("utf-8", "replace"))
    except tomllib.TOMLDecodeError:
        return Metadata()
    project = table.get("project") or table.get("tool", {}).get("poetry") or {}
    if not isinstance(project, dict):
        return Metadata()
    licence = project.get("license") or ""
    if isinstance(licence, dict):
        licence = licence.get("text") or ""
    licence = str(licence)
    short = "" if "\n" in licence or len(licence) > _LONGEST_LICENCE else licence
    return Metadata(str(project.get("name") or ""), str(project.get("version") or ""), short)
