"""Where the files of a Python package lie, read without unpacking and without importing anything.

A package is told by what is on disk: a folder of modules, a project with ``pyproject.toml``, a folder that packages
are installed into, a wheel or an sdist. Tests, vendored copies and caches are passed over; version and licence come
from the metadata beside the code. All files of one package are in memory at once, at most ``MAX_BYTES``.
"""

import os
import re
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from hashlib import blake2b
from typing import Literal

import msgspec

from lemnos.errors import InputError
from lemnos.sources.tools.python.metadata import Metadata, metadata_beside, metadata_of

MAX_FILE_BYTES = 5_000_000
"""A longer module is generated data."""
MAX_BYTES = 200_000_000
"""Of one package. The parsed tree takes about six times what the source takes."""

_BEGINNING = 4096
"""Bytes of each module that its folder's identity looks at."""

PASSED_OVER = frozenset(
    "tests test _tests _test testdata conftest __pycache__ vendored _vendor _vendored vendor node_modules "
    "benchmarks asv_bench".split()
)
"""Folders and modules that are not what a package offers."""
_NO_PACKAGES = PASSED_OVER | frozenset(
    "docs doc examples example scripts tools ci build dist setup noxfile tasks bin site venv env".split()
)
_METADATA = re.compile(r"(?:^|/)(?:[^/]+\.dist-info/METADATA|PKG-INFO)$")
_COMPILED = re.compile(r"\.(?:[\w-]+\.)?(?:so|pyd|dylib)$")
_SDIST = re.compile(r"-\d[\w.!+]*\.(?:tar\.(?:gz|bz2|xz)|tgz)$", re.IGNORECASE)


class PackageFiles(msgspec.Struct):
    """What was read of one package."""

    metadata: Metadata
    sources: dict[str, bytes]
    """Content by path from the import root, sorted: ``numpy/linalg/__init__.py``."""
    compiled: list[str]
    """Paths of compiled modules."""
    refused: list[tuple[str, str, str]]
    """(path, rule, reason) of files that were not read."""


class PackagePlace(msgspec.Struct, frozen=True):
    """One importable package, or all of an archive."""

    kind: Literal["folder", "wheel", "sdist"]
    path: str
    """The import root for a folder, the archive for the others."""
    top: str = ""
    """Name of the package or module below the import root; empty for all that the archive holds."""

    def size(self) -> int:
        """Return the bytes of the archive, or of the modules in the folder."""
        if self.kind != "folder":
            return os.path.getsize(self.path)
        return sum(size for name, size in self._listed() if not _COMPILED.search(name))

    def data_files(self, pattern: re.Pattern[str]) -> list[tuple[str, int]]:
        """Return path from the import root and size of the data files in a folder that ``pattern`` finds, sorted."""
        if self.kind != "folder":
            return []
        found: list[tuple[str, int]] = []
        for folder, names, files in os.walk(os.path.join(self.path, self.top)):
            names.sort()
            relative = os.path.relpath(folder, self.path).replace(os.sep, "/")
            found.extend(
                (f"{relative}/{name}", os.stat(os.path.join(folder, name)).st_size)
                for name in sorted(files)
                if pattern.search(f"{relative}/{name}")
            )
        return found

    def read_data(self, name: str) -> bytes:
        """Return a data file of a folder.

        Raises:
            OSError: It cannot be read.
        """
        with open(os.path.join(self.path, name), "rb") as file:
            return file.read(MAX_BYTES)

    def fingerprint(self) -> bytes:
        """Return a hash of the paths, sizes and beginnings of the folder's modules."""
        digest = blake2b(digest_size=8)
        for name, size in self._listed():
            digest.update(b"%s\0%d\0" % (os.fsencode(name), size))
            with open(os.path.join(self.path, name), "rb") as file:
                digest.update(file.read(_BEGINNING))
        return digest.digest()

    def read(self) -> PackageFiles:
        """Return the files.

        Raises:
            InputError: The archive is damaged.
        """
        found = PackageFiles(Metadata(), {}, [], [])
        try:
            match self.kind:
                case "folder":
                    self._read_folder(found)
                case "wheel":
                    self._read_wheel(found)
                case "sdist":
                    self._read_sdist(found)
        except (tarfile.TarError, zipfile.BadZipFile, EOFError, OSError, zlib.error, RuntimeError) as error:
            raise InputError(
                f"cannot be read ({error})", where=self.path, remedy="fetch or build the package again"
            ) from error
        found.sources = dict(sorted(found.sources.items()))
        found.compiled.sort()
        return found

    def _listed(self) -> Iterator[tuple[str, int]]:
        """Yield path from the import root and size of each module below ``top``, sorted."""
        for suffix in (".py", ".pyi"):
            if os.path.isfile(path := os.path.join(self.path, self.top + suffix)):
                yield self.top + suffix, os.path.getsize(path)
        for folder, names, files in os.walk(os.path.join(self.path, self.top)):
            names[:] = sorted(name for name in names if name not in PASSED_OVER and not name.startswith("."))
            relative = os.path.relpath(folder, self.path).replace(os.sep, "/")
            for name in sorted(files):
                if name.endswith((".py", ".pyi")) or _COMPILED.search(name):
                    yield f"{relative}/{name}", os.stat(os.path.join(folder, name)).st_size

    def _read_folder(self, found: PackageFiles) -> None:
        found.metadata = metadata_beside(self.path, self.top)
        room = MAX_BYTES
        for name, size in self._listed():
            if _wanted(name, size, room, found):
                with open(os.path.join(self.path, name), "rb") as file:
                    found.sources[name] = file.read(MAX_FILE_BYTES)
                room -= size

    def _read_wheel(self, found: PackageFiles) -> None:
        room = MAX_BYTES
        with zipfile.ZipFile(self.path) as archive:
            for member in sorted(archive.infolist(), key=lambda member: member.filename):
                name = member.filename
                if _METADATA.search(name) and member.file_size < MAX_FILE_BYTES:
                    found.metadata = metadata_of(archive.read(member))
                elif _wanted(name, member.file_size, room, found):
                    with archive.open(member) as file:
                        found.sources[name] = file.read(member.file_size)
                    room -= member.file_size

    def _read_sdist(self, found: PackageFiles) -> None:
        room = MAX_BYTES
        shortest = ""
        with tarfile.open(self.path, "r:*") as archive:
            for member in archive:
                name = member.name.removeprefix("./")
                inside = name.partition("/")[2]
                if not member.isreg() or not inside:
                    continue
                if _METADATA.search(name) and member.size < MAX_FILE_BYTES:
                    if (not shortest or len(name) < len(shortest)) and (file := archive.extractfile(member)):
                        shortest, found.metadata = name, metadata_of(file.read())
                    continue
                inside = inside.removeprefix("src/")
                top = inside.partition("/")[0].removesuffix(".py")
                if top not in _NO_PACKAGES and _wanted(inside, member.size, room, found):
                    if file := archive.extractfile(member):
                        found.sources[inside] = file.read()
                    room -= member.size
        if not found.metadata.name:
            stem = os.path.basename(self.path)
            found.metadata = Metadata(name=stem[: match.start()] if (match := _SDIST.search(stem)) else stem)


def _wanted(name: str, size: int, room: int, found: PackageFiles) -> bool:
    """Tell whether to read a file; note compiled modules and what is too large."""
    parts = name.split("/")
    if any(part.removesuffix(".py") in PASSED_OVER or part.startswith(".") for part in parts):
        return False
    if any(part.endswith((".dist-info", ".data", ".egg-info")) for part in parts[:-1]):
        return False
    if _COMPILED.search(name):
        found.compiled.append(name)
        return False
    if not name.endswith((".py", ".pyi")):
        return False
    if size > MAX_FILE_BYTES:
        found.refused.append((name, "too_large", f"{size:,} bytes, over the {MAX_FILE_BYTES:,} allowed"))
        return False
    if size > room:
        reason = f"the package has more than the {MAX_BYTES:,} bytes of source that are read of one"
        found.refused.append((name, "package_too_large", reason))
        return False
    return True


def is_sdist_name(path: str) -> bool:
    """Return whether a file is named as a source distribution is: ``name-1.2.tar.gz``."""
    return bool(_SDIST.search(os.path.basename(path)))


def find_packages(path: str) -> list[PackagePlace]:
    """Return the packages at ``path``, sorted: a folder, wheel, sdist or module, or the name of what is installed.

    Raises:
        InputError: There is none.
    """
    if os.path.isfile(path):
        if path.endswith((".whl", ".zip")):
            return [PackagePlace("wheel", path)]
        if path.endswith((".py", ".pyi")):
            return [PackagePlace("folder", os.path.dirname(path) or ".", os.path.basename(path).rpartition(".")[0])]
        return [PackagePlace("sdist", path)]
    if os.path.isdir(path):
        found = _in_folder(path)
    else:
        found = installed(path)
    if not found:
        raise InputError(
            "no Python package here",
            where=path,
            remedy="give a package's folder, a wheel, an sdist or the name of an installed package",
        )
    return found


def installed(name: str) -> list[PackagePlace]:
    """Return the packages of the distribution or module called ``name`` that this Python has; none is imported."""
    if not re.fullmatch(r"[A-Za-z_][\w.-]*", name):
        return []
    for root in sys.path:
        if os.path.isdir(root) and _is_module(root, name):
            return [PackagePlace("folder", root, name)]
    wanted = re.sub(r"[-_.]+", "_", name).lower()
    for root in filter(os.path.isdir, sys.path):
        for entry in sorted(os.listdir(root)):
            if entry.endswith(".dist-info") and entry.lower().startswith(wanted + "-"):
                tops = sorted(Metadata.tops(os.path.join(root, entry)))
                return [PackagePlace("folder", root, top) for top in tops if _is_module(root, top)]
    return []


def _is_module(root: str, name: str) -> bool:
    base = os.path.join(root, name)
    return any(
        os.path.isfile(path)
        for path in (base + ".py", base + ".pyi", os.path.join(base, "__init__.py"), os.path.join(base, "__init__.pyi"))
    )


def _in_folder(path: str) -> list[PackagePlace]:
    whole = os.path.abspath(path)
    names = sorted(os.listdir(whole))
    if "__init__.py" in names or "__init__.pyi" in names:
        root = os.path.dirname(whole)
        return [PackagePlace("folder", root, os.path.basename(whole))]
    many = any(name.endswith(".dist-info") for name in names)
    tops = {name.removesuffix(".pyi").removesuffix(".py") for name in names if name.endswith((".py", ".pyi"))}
    tops |= {name for name in names if _is_module(whole, name) or (many and _is_namespace(os.path.join(whole, name)))}
    tops -= PASSED_OVER if many else _NO_PACKAGES
    packages = sorted(top for top in tops if top.isidentifier() or top.endswith("-stubs"))
    # Scripts beside a src folder are not the package.
    if not many and "src" in names and (below := _in_folder(os.path.join(whole, "src"))):
        return below
    if not many and any(os.path.isdir(os.path.join(whole, top)) for top in packages):
        packages = [top for top in packages if os.path.isdir(os.path.join(whole, top))]
    return [PackagePlace("folder", whole, top) for top in packages]


def _is_namespace(path: str) -> bool:
    """Return whether a folder without ``__init__`` holds packages, as ``google`` does."""
    if not os.path.isdir(path) or path.endswith((".dist-info", ".libs", ".data", "__pycache__", "/bin")):
        return False
    return any(_is_module(path, name) for name in os.listdir(path) if name not in PASSED_OVER)
