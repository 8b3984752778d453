"""Finds the Python packages at a path, and reads their source files without unpacking or importing anything.

``find_packages`` takes a path or the name of an installed package and returns a ``PackagePlace`` for each package: in a
folder of modules, a project with ``pyproject.toml``, a site-packages folder, a wheel or an sdist.
``PackagePlace.read`` returns ``PackageFiles``. Tests, vendored copies and caches are skipped; version and licence come
from the metadata next to the code. All files of one package are in memory at once, at most ``MAX_BYTES``.
"""

import lzma
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
"""The size above which a module is rejected: it is generated data."""
MAX_BYTES = 200_000_000
"""The largest size of the source of one package. The parsed tree takes about six times as much memory."""

_BEGINNING = 4096
"""The number of bytes at the start of each module that go into the fingerprint of its folder."""

PASSED_OVER = frozenset(
    "tests test _tests _test testdata conftest __pycache__ vendored _vendor _vendored vendor node_modules "
    "benchmarks asv_bench".split()
)
"""Folders and modules that are not part of the interface of a package."""
_NOT_PACKAGES = PASSED_OVER | frozenset(
    "docs doc examples example scripts tools ci build dist setup noxfile tasks bin site venv env".split()
)
_METADATA = re.compile(r"(?:^|/)(?:[^/]+\.dist-info/METADATA|PKG-INFO)$")
_COMPILED = re.compile(r"\.(?:[\w-]+\.)?(?:so|pyd|dylib)$")
_SDIST = re.compile(r"-\d[\w.!+]*\.(?:tar\.(?:gz|bz2|xz)|tgz)$", re.IGNORECASE)


_DAMAGE = (tarfile.TarError, zipfile.BadZipFile, EOFError, lzma.LZMAError, zlib.error)
"""What the readers of archives raise for a damaged one."""


class PackageFiles(msgspec.Struct):
    """The files of one package, as read."""

    metadata: Metadata
    sources: dict[str, bytes]
    """The content of each module, by its path from the import root (``numpy/linalg/__init__.py``), sorted."""
    compiled: list[str]
    """The paths of compiled modules."""
    rejections: list[tuple[str, str, str]]
    """(path, rule, reason) of each file that was not read."""


class PackagePlace(msgspec.Struct, frozen=True):
    """The location of one importable package, or of all packages in an archive."""

    kind: Literal["folder", "wheel", "sdist"]
    path: str
    """The import root of a folder; the archive for the other kinds."""
    top: str = ""
    """The name of the package or module below the import root; empty to read everything in the archive."""

    def size(self) -> int:
        """Return the size of the archive or of the modules in the folder, in bytes."""
        if self.kind != "folder":
            return os.path.getsize(self.path)
        return sum(size for name, size in self._list_modules() if not _COMPILED.search(name))

    def data_files(self, pattern: re.Pattern[str]) -> list[tuple[str, int]]:
        """Return the data files of a folder that match ``pattern``: path from the import root and size, sorted."""
        if self.kind != "folder":
            return []
        paths: list[tuple[str, int]] = []
        for folder, names, files in os.walk(os.path.join(self.path, self.top)):
            names.sort()
            relative = os.path.relpath(folder, self.path).replace(os.sep, "/")
            paths.extend(
                (f"{relative}/{name}", os.stat(os.path.join(folder, name)).st_size)
                for name in sorted(files)
                if pattern.search(f"{relative}/{name}")
            )
        return paths

    def read_data(self, name: str) -> bytes:
        """Return the content of a data file of a folder.

        Raises:
            OSError: The file cannot be read.
        """
        with open(os.path.join(self.path, name), "rb") as file:
            return file.read(MAX_BYTES)

    def fingerprint(self) -> bytes:
        """Return a hash of the paths, sizes and beginnings of the folder's modules."""
        digest = blake2b(digest_size=8)
        for name, size in self._list_modules():
            digest.update(b"%s\0%d\0" % (os.fsencode(name), size))
            with open(os.path.join(self.path, name), "rb") as file:
                digest.update(file.read(_BEGINNING))
        return digest.digest()

    def read(self) -> PackageFiles:
        """Return the files of the package.

        Raises:
            InputError: The archive is damaged.
        """
        package = PackageFiles(Metadata(), {}, [], [])
        try:
            match self.kind:
                case "folder":
                    self._read_folder(package)
                case "wheel":
                    self._read_wheel(package)
                case "sdist":
                    self._read_sdist(package)
        except (*_DAMAGE, OSError, RuntimeError) as error:
            raise InputError(
                f"cannot read this package ({error})", where=self.path, remedy="download or build the package again"
            ) from error
        package.sources = dict(sorted(package.sources.items()))
        package.compiled.sort()
        return package

    def _list_modules(self) -> Iterator[tuple[str, int]]:
        """Yield the path from the import root and the size of each module below ``top``, sorted."""
        for suffix in (".py", ".pyi"):
            if os.path.isfile(path := os.path.join(self.path, self.top + suffix)):
                yield self.top + suffix, os.path.getsize(path)
        for folder, names, files in os.walk(os.path.join(self.path, self.top)):
            names[:] = sorted(name for name in names if name not in PASSED_OVER and not name.startswith("."))
            relative = os.path.relpath(folder, self.path).replace(os.sep, "/")
            for name in sorted(files):
                if name.endswith((".py", ".pyi")) or _COMPILED.search(name):
                    yield f"{relative}/{name}", os.stat(os.path.join(folder, name)).st_size

    def _read_folder(self, package: PackageFiles) -> None:
        package.metadata = metadata_beside(self.path, self.top)
        bytes_left = MAX_BYTES
        for name, size in self._list_modules():
            if _should_read(name, size, bytes_left, package):
                with open(os.path.join(self.path, name), "rb") as file:
                    package.sources[name] = file.read(MAX_FILE_BYTES)
                bytes_left -= size

    def _read_wheel(self, package: PackageFiles) -> None:
        bytes_left = MAX_BYTES
        with zipfile.ZipFile(self.path) as archive:
            for member in sorted(archive.infolist(), key=lambda member: member.filename):
                name = member.filename
                if _METADATA.search(name) and member.file_size < MAX_FILE_BYTES:
                    package.metadata = metadata_of(archive.read(member))
                elif _should_read(name, member.file_size, bytes_left, package):
                    with archive.open(member) as file:
                        package.sources[name] = file.read(member.file_size)
                    bytes_left -= member.file_size

    def _read_sdist(self, package: PackageFiles) -> None:
        bytes_left = MAX_BYTES
        shortest = ""
        with tarfile.open(self.path, "r:*") as archive:
            for member in archive:
                name = member.name.removeprefix("./")
                inner_path = name.partition("/")[2]
                if not member.isreg() or not inner_path:
                    continue
                if _METADATA.search(name) and member.size < MAX_FILE_BYTES:
                    if (not shortest or len(name) < len(shortest)) and (file := archive.extractfile(member)):
                        shortest, package.metadata = name, metadata_of(file.read())
                    continue
                inner_path = inner_path.removeprefix("src/")
                top = inner_path.partition("/")[0].removesuffix(".py")
                if top not in _NOT_PACKAGES and _should_read(inner_path, member.size, bytes_left, package):
                    if file := archive.extractfile(member):
                        package.sources[inner_path] = file.read()
                    bytes_left -= member.size
        if not package.metadata.name:
            stem = os.path.basename(self.path)
            package.metadata = Metadata(name=stem[: match.start()] if (match := _SDIST.search(stem)) else stem)


def _should_read(name: str, size: int, bytes_left: int, package: PackageFiles) -> bool:
    """Return whether to read a file, after recording it if it is a compiled module or too large."""
    parts = name.split("/")
    if any(part.removesuffix(".py") in PASSED_OVER or part.startswith(".") for part in parts):
        return False
    if any(part.endswith((".dist-info", ".data", ".egg-info")) for part in parts[:-1]):
        return False
    if _COMPILED.search(name):
        package.compiled.append(name)
        return False
    if not name.endswith((".py", ".pyi")):
        return False
    if size > MAX_FILE_BYTES:
        reason = f"the module has {size:,} bytes; the limit is {MAX_FILE_BYTES:,}"
        package.rejections.append((name, "too_large", reason))
        return False
    if size > bytes_left:
        reason = f"the source of the package exceeds the limit of {MAX_BYTES:,} bytes"
        package.rejections.append((name, "package_too_large", reason))
        return False
    return True


def is_sdist_name(path: str) -> bool:
    """Return whether a file has the name of a source distribution, such as ``name-1.2.tar.gz``."""
    return bool(_SDIST.search(os.path.basename(path)))


def find_packages(path: str) -> list[PackagePlace]:
    """Return the packages at ``path``, sorted.

    Args:
        path: A folder, wheel, sdist or module, or the name of an installed distribution or module.

    Raises:
        InputError: There is no package at ``path``.
    """
    if os.path.isfile(path):
        if path.endswith((".whl", ".zip")):
            return [PackagePlace("wheel", path)]
        if path.endswith((".py", ".pyi")):
            return [PackagePlace("folder", os.path.dirname(path) or ".", os.path.basename(path).rpartition(".")[0])]
        return [PackagePlace("sdist", path)]
    if os.path.isdir(path):
        packages = _in_folder(path)
    else:
        packages = installed(path)
    if not packages:
        raise InputError(
            "no Python package here",
            where=path,
            remedy="give a package's folder, a wheel, an sdist or the name of an installed package",
        )
    return packages


def installed(name: str) -> list[PackagePlace]:
    """Return the packages of the installed distribution or module called ``name``, without importing any."""
    if not re.fullmatch(r"[A-Za-z_][\w.-]*", name):
        return []
    for root in sys.path:
        if os.path.isdir(root) and _is_module(root, name):
            return [PackagePlace("folder", root, name)]
    wanted = re.sub(r"[-_.]+", "_", name).lower()
    for root in filter(os.path.isdir, sys.path):
        for entry in sorted(os.listdir(root) if os.access(root, os.R_OK) else ()):
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
    folder = os.path.abspath(path)
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", where=path, remedy="check its permissions") from error
    if "__init__.py" in names or "__init__.pyi" in names:
        root = os.path.dirname(folder)
        return [PackagePlace("folder", root, os.path.basename(folder))]
    is_site_packages = any(name.endswith(".dist-info") for name in names)
    tops = {name.removesuffix(".pyi").removesuffix(".py") for name in names if name.endswith((".py", ".pyi"))}
    tops |= {
        name
        for name in names
        if _is_module(folder, name) or (is_site_packages and _is_namespace(os.path.join(folder, name)))
    }
    tops -= PASSED_OVER if is_site_packages else _NOT_PACKAGES
    packages = sorted(top for top in tops if top.isidentifier() or top.endswith("-stubs"))
    # Scripts next to a src folder are not part of the package.
    if not is_site_packages and "src" in names and (below := _in_folder(os.path.join(folder, "src"))):
        return below
    if not is_site_packages and any(os.path.isdir(os.path.join(folder, top)) for top in packages):
        packages = [top for top in packages if os.path.isdir(os.path.join(folder, top))]
    return [PackagePlace("folder", folder, top) for top in packages]


def _is_namespace(path: str) -> bool:
    """Return whether a folder without ``__init__`` contains packages, as ``google`` does."""
    if not os.path.isdir(path) or path.endswith((".dist-info", ".libs", ".data", "__pycache__", "/bin")):
        return False
    return any(_is_module(path, name) for name in os.listdir(path) if name not in PASSED_OVER)
