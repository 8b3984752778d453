"""Reads Python packages into tools: a folder, a wheel, an sdist, a module, or the name of an installed package.

Every public function, class (its constructor) and method becomes one ``Tool``. The code is parsed, never imported or
run. C extensions are read from their stubs (``.pyi``); a compiled module without a stub becomes a ``Rejected`` item,
and so does a public name that no file defines. One package is one shard, because its modules re-export names of each
other. Cost: about 1 second for 2 MB of source.
"""

import os
import re
import tarfile
from collections.abc import Iterator
from hashlib import blake2b

import msgspec

from lemnos.records import Rejected, Tool
from lemnos.sources.files.identity import file_identity
from lemnos.sources.tools.python.botocore import SERVICE, AwsShard
from lemnos.sources.tools.python.code import Sources
from lemnos.sources.tools.python.files import (
    PackageFiles,
    PackagePlace,
    find_packages,
    installed,
    is_sdist_name,
)
from lemnos.sources.tools.python.load import load, module_path
from lemnos.sources.tools.python.metadata import metadata_beside
from lemnos.sources.tools.python.public import PublicCallable, public_callables, unknown_base
from lemnos.sources.tools.python.tool import Context, tool_of

STAGE = "tools"
_PROJECT = frozenset(("__init__.py", "__init__.pyi", "pyproject.toml", "setup.py", "setup.cfg", "PKG-INFO"))
_FIRST_MEMBERS = 40


class PythonShard(msgspec.Struct, frozen=True):
    """One package."""

    place: PackagePlace
    label: str
    licence: str
    provider: str

    def read(self) -> Iterator[Tool | Rejected]:
        """Yield the rejections of the package's files, then its tools sorted by public path."""
        files = self.place.read()
        yield from self._without_stub(files)
        package = load(files)
        for name, rule, reason in sorted(package.rejections):
            yield self._rejected(rule, reason, self.label + name)
        if not package.modules:
            yield self._rejected("empty", "the package has no readable Python module", self.label or self.place.top)
        context = Context(
            provider=self.provider or files.metadata.name.lower(),
            version=files.metadata.version,
            licence=files.metadata.licence or self.licence,
            label=self.label,
            sources=Sources(files.sources, {}, package.parsed),
        )
        for member in public_callables(package):
            if isinstance(member, PublicCallable):
                tool = tool_of(member, context)
                is_known = member.function is not None or (
                    member.generated is not None and not member.generated.is_open
                )
                base = unknown_base(member.cls) if member.cls is not None and member.constructor else ""
                if base and not is_known and '"properties":{}' in tool.parameters:
                    reason = f"the class inherits its constructor from {base}, which is not in the package"
                    yield self._rejected("no_constructor", reason, tool.source, member.path)
                    continue
                yield tool
            else:
                reason = f"the name is public, but no Python file or stub defines {member.target}"
                yield self._rejected("undefined", reason, self.label + member.path, member.path)

    def _without_stub(self, files: PackageFiles) -> Iterator[Rejected]:
        known = {module_path(name) for name in files.sources}
        for name in files.compiled:
            if module_path(name) not in known:
                reason = "the compiled module has no stub (.pyi) next to it"
                yield self._rejected("no_stub", reason, self.label + name)

    @staticmethod
    def _rejected(rule: str, reason: str, source: str, record: str = "") -> Rejected:
        return Rejected(stage=STAGE, rule=rule, reason=reason, source=source, record=record)


class PythonSource:
    """A Python package, or several in one folder.

    Args:
        path: The folder of a package, a project, a folder of installed packages, a wheel, an sdist, one module, or the
            name of an installed distribution or module.
        licence: The licence of packages whose metadata names none.
        provider: The provider of the packages; the name of the distribution if empty.

    Raises:
        InputError: There is no Python package at ``path``.
    """

    def __init__(self, path: str, *, licence: str = "", provider: str = "") -> None:
        self._packages = find_packages(path)
        self._path = path
        self._licence = licence
        self._provider = provider
        self._done = 0
        self._sizes: list[int] | None = None
        self._data: int | None = None

    def identity(self) -> dict[str, str | int]:
        """Return the kind, the name and a fingerprint that changes when the content changes.

        The fingerprint covers the paths, sizes and beginnings of all modules in a folder, or both ends of an archive.
        """
        name = os.path.basename(os.path.abspath(self._path))
        if os.path.isfile(self._path):
            return {"kind": "python", **file_identity(self._path)}
        digest = blake2b(digest_size=8)
        for package in self._packages:
            digest.update(b"%s\0%s\0" % (package.top.encode(), package.fingerprint()))
        return {"kind": "python", "name": name, "packages": len(self._packages), "digest": digest.hexdigest()}

    def shards(self, limit: int | None = None) -> Iterator[PythonShard | AwsShard]:
        """Yield a shard for each package and for each service of botocore.

        Args:
            limit: The largest number of packages; None reads all.
        """
        self._done = 0
        label = os.path.basename(self._path) + "/" if os.path.isfile(self._path) and self._is_archive() else ""
        for number, package in enumerate(self._packages[:limit]):
            self._done += self._all_sizes()[number]
            yield PythonShard(package, label, self._licence, self._provider)
            if package.top == "botocore":
                licence = metadata_beside(package.path, package.top).licence or self._licence
                for name, size in self._services(package):
                    self._done += size
                    yield AwsShard(package, name, label, licence)

    @staticmethod
    def _services(package: PackagePlace) -> list[tuple[str, int]]:
        return package.data_files(SERVICE) if package.top == "botocore" else []

    def _is_archive(self) -> bool:
        return self._packages[0].kind != "folder"

    def progress(self) -> tuple[int, int]:
        """Return the bytes of source in the shards yielded so far and in all; for an archive, compressed bytes."""
        if self._data is None:
            self._data = self._data_size()
        return self._done, sum(self._all_sizes()) + self._data

    def _all_sizes(self) -> list[int]:
        if self._sizes is None:
            self._sizes = [package.size() for package in self._packages]
        return self._sizes

    def _data_size(self) -> int:
        return sum(size for package in self._packages for _, size in self._services(package))


def looks_like(path: str, head: bytes) -> bool:  # noqa: ARG001 - the signature that all kinds share
    """Return whether ``path`` is a Python package.

    Args:
        path: A path, or a name that may be that of an installed package.
        head: The first bytes of a file, decompressed. They are not used here, because the path is enough.
    """
    if os.path.isdir(path):
        names = os.listdir(path) if os.access(path, os.R_OK) else []
        return any(name in _PROJECT or name.endswith(".dist-info") for name in names) or (
            any(name.endswith((".py", ".pyi")) for name in names)
            and not any(name.lower().endswith((".json", ".yaml", ".yml", ".html", ".md", ".jsonl")) for name in names)
        )
    if path.endswith((".whl", ".py", ".pyi")):
        return True
    if is_sdist_name(path) and os.path.isfile(path):
        return _is_sdist(path)
    if not os.path.exists(path):
        return re.fullmatch(r"[A-Za-z_][\w.-]*", path) is not None and bool(installed(path))
    return False


def _is_sdist(path: str) -> bool:
    """Return whether a tar begins like a source distribution: with one folder that has metadata or a project file."""
    try:
        with tarfile.open(path, "r|*") as archive:
            for _, member in zip(range(_FIRST_MEMBERS), archive, strict=False):
                parts = member.name.removeprefix("./").split("/")
                if (len(parts) == 2 and parts[1] in _PROJECT) or parts[-1] == "__init__.py":
                    return True
    except (tarfile.TarError, EOFError, OSError, ValueError):
        return False
    return False
