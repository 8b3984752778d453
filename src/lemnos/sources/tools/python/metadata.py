"""Reads the name, version and licence of a Python distribution from the metadata files next to its code.

``metadata_of`` parses a METADATA or PKG-INFO file (core metadata, PEP 566 and 639); ``metadata_beside`` finds the file
for an importable package, or its ``pyproject.toml``.
"""

import os
import re
import tomllib
from email.parser import HeaderParser
from typing import Any

import msgspec

_LONGEST_LICENCE = 80
_OSI = re.compile(r"^License :: (?:OSI Approved :: )?(?!OSI Approved$)(.+)$")


class Metadata(msgspec.Struct, frozen=True):
    """The facts that a distribution states about itself; a field that it does not state is empty."""

    name: str = ""
    version: str = ""
    licence: str = ""

    @staticmethod
    def tops(folder: str) -> set[str]:
        """Return the top-level names that the distribution with this ``.dist-info`` folder installs."""
        try:
            with open(os.path.join(folder, "RECORD"), encoding="utf-8", errors="replace") as file:
                first_segments = {line.split(",")[0].partition("/") for line in file}
        except OSError:
            return set()
        return {
            top if rest else top.rpartition(".")[0]
            for top, _, rest in first_segments
            if not top.endswith((".dist-info", ".libs")) and top != ".." and (rest or top.endswith((".py", ".pyi")))
        }


def metadata_of(data: bytes) -> Metadata:
    """Return the metadata in a METADATA or PKG-INFO file (core metadata, PEP 566 and 639)."""
    # The body is the README, which may have any encoding and content.
    head = re.split(rb"\r?\n\r?\n", data, maxsplit=1)[0]
    fields = HeaderParser().parsestr(head.decode("utf-8", "replace"))
    licence = str(fields.get("License-Expression") or "")
    if not licence:
        classifiers = [
            match[1] for value in fields.get_all("Classifier", []) if (match := _OSI.match(str(value).strip()))
        ]
        stated = str(fields.get("License") or "").strip()
        # Some distributions put the whole text of the licence into this field.
        short_licence = stated if stated and "\n" not in stated and len(stated) <= _LONGEST_LICENCE else ""
        licence = short_licence if short_licence and short_licence.upper() != "UNKNOWN" else " AND ".join(classifiers)
    return Metadata(str(fields.get("Name") or ""), str(fields.get("Version") or ""), licence)


def metadata_beside(root: str, top: str) -> Metadata:
    """Return the metadata of the package ``top`` below the import root ``root``.

    These are tried in order: the ``.dist-info`` folder in ``root`` that owns the package, then ``PKG-INFO`` and
    ``pyproject.toml`` in ``root`` and in the folder above it. If there are none, only the name is set, to ``top``.
    """
    try:
        names = sorted(os.listdir(root))
    except OSError:
        names = []
    candidates = [name for name in names if name.endswith(".dist-info")]
    # Folders with the name of the package come first, because most distributions have the name of their package.
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
    short_licence = "" if "\n" in licence or len(licence) > _LONGEST_LICENCE else licence
    return Metadata(str(project.get("name") or ""), str(project.get("version") or ""), short_licence)
