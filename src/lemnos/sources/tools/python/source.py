"""Python packages → tools: a folder, a wheel, an sdist, a module, or the name of what is installed.

Every public function, class (its constructor) and method becomes one tool. The code is parsed, never imported or
executed. C extensions are told by their stubs (``.pyi``); a compiled module without one is counted as rejected, and so
is a public name that no file defines. One package is one shard, for names are re-exported across its modules; it takes
about 1 second for 2 MB of source.
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
from lemnos.sources.tools.python.public import Exposed, exposed, unknown_base
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
        """Yield the tools of the package, sorted by public path, after what was refused of its files."""
        files = self.place.read()
        yield from self._without_stub(files)
        package = load(files)
        for name, rule, reason in sorted(package.refused):
            yield self._rejected(rule, reason, self.label + name)
        if not package.modules:
            yield self._rejected("empty", "no Python module could be read", self.label or self.place.top)
        context = Context(
            provider=self.provider or files.metadata.name.lower(),
            version=files.metadata.version,
            licence=files.metadata.licence or self.licence,
            label=self.label,
            sources=Sources(files.sources, {}),
        )
        for found in exposed(package):
            if isinstance(found, Exposed):
                tool = tool_of(found, context)
                base = unknown_base(found.cls) if found.cls is not None and found.constructor else ""
                if base and found.function is None and '"properties":{}' in tool.parameters:
                    reason = f"its constructor is that of {base}, which is not in the package"
                    yield self._rejected("no_constructor", reason, tool.source, found.path)
                    continue
                yield tool
            else:
                reason = f"public, but no Python file or stub defines {found.target}"
                yield self._rejected("undefined", reason, self.label + found.path, found.path)

    def _without_stub(self, files: PackageFiles) -> Iterator[Rejected]:
        known = {module_path(name) for name in files.sources}
        for name in files.compiled:
            if module_path(name) not in known:
                yield self._rejected("no_stub", "a compiled module without a stub (.pyi) beside it", self.label + name)

    @staticmethod
    def _rejected(rule: str, reason: str, source: str, record: str = "") -> Rejected:
        return Rejected(stage=STAGE, rule=rule, reason=reason, source=source, record=record)


class PythonSource:
    """A Python package, or several in one folder.

    Args:
        path: A package's folder, a project, a folder of installed packages, a wheel, an sdist, one module, or the name
            of an installed distribution or module.
        licence: Licence of packages whose metadata name none.
        provider: Who offers them; the distribution's name if empty.

    Raises:
        InputError: There is no Python package.
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
        """Return kind, name and what changes with the content: sizes and paths of all modules, or an archive's ends."""
        name = os.path.basename(os.path.abspath(self._path))
        if os.path.isfile(self._path):
            return {"kind": "python", **file_identity(self._path)}
        digest = blake2b(digest_size=8)
        for package in self._packages:
            digest.update(b"%s\0%s\0" % (package.top.encode(), package.fingerprint()))
        return {"kind": "python", "name": name, "packages": len(self._packages), "digest": digest.hexdigest()}

    def shards(self, limit: int | None = None) -> Iterator[PythonShard | AwsShard]:
        """Yield a shard for each package, and for each service that botocore describes; ``limit`` counts packages."""
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
        """Return bytes of source in yielded shards and in all; compressed bytes for an archive."""
        if self._data is None:
            self._data = self._data_size()
        return self._done, sum(self._all_sizes()) + self._data

    def _all_sizes(self) -> list[int]:
        if self._sizes is None:
            self._sizes = [package.size() for package in self._packages]
        return self._sizes

    def _data_size(self) -> int:
        return sum(size for package in self._packages for _, size in self._services(package))


def looks_like(path: str, head: bytes) -> bool:  # noqa: ARG001 - one signature for all kinds
    """Return whether this is a Python package.

    Args:
        path: A path, or a name that may be that of an installed package.
        head: The first bytes of a file, unpacked; name and place tell enough here.
    """
    if os.path.isdir(path):
        names = os.listdir(path)
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
    """Return whether a tar begins as a source distribution does: one folder with its metadata or project file."""
    try:
        with tarfile.open(path, "r|*") as archive:
            for _, member in zip(range(_FIRST_MEMBERS), archive, strict=False):
                parts = member.name.removeprefix("./").split("/")
                if (len(parts) == 2 and parts[1] in _PROJECT) or parts[-1] == "__init__.py":
                    return True
    except (tarfile.TarError, EOFError, OSError, ValueError):
        return False
    return False
