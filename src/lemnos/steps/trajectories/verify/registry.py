"""The tools of a finished run of ``lemnos tools docs``, found by the name and the schema of a tool that was offered.

``Registry(path)`` reads six columns of the run's tools into Arrow arrays and their names into a dictionary: 0.1 s and
1.5 KB a tool, once for each process. A registry pickles as its path and is read again where it arrives.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import msgspec

from lemnos.errors import RunError
from lemnos.records import OfferedTool
from lemnos.records.arrow import table
from lemnos.steps.trajectories.verify.cache import BoundedCache
from lemnos.steps.trajectories.verify.contract import Contract, registered_contract
from lemnos.store.record_files import read_file
from lemnos.store.run_folder import RunFolder, existing_run

if TYPE_CHECKING:
    import pyarrow as pa

How = Literal["schema", "provider", "name"]

_COLUMNS = ("id", "kind", "provider", "api", "name", "parameters", "parameters_known")
_SEPARATOR = re.compile(r"__|[./:]|-(?=\w)|_(?=\w)")
_NOT_WORD = re.compile(r"[\W_]+")
_CACHED_CHARACTERS = 16_000_000


class RegisteredTool(msgspec.Struct, frozen=True):
    """What verification needs of a ``Tool``."""

    id: str
    kind: str
    provider: str
    api: str
    name: str
    parameters: str
    parameters_known: bool

    @property
    def contract(self) -> Contract:
        """What it takes. Of Python functions the schema says itself whether they take other arguments."""
        if not self.parameters_known:
            return Contract(None, reason="its description does not say which parameters it takes")
        return registered_contract(self.parameters, close=self.kind != "python")


class Resolved(NamedTuple):
    """A registered tool, and by what it was found."""

    tool: RegisteredTool
    how: How


class Registry:
    """The tools of a run.

    Args:
        path: The run folder.

    Raises:
        RunError: There is no finished run, or it holds no tools.
    """

    def __init__(self, path: str | Path) -> None:
        self._path = Path(path)
        run = existing_run(self._path)
        if run.manifest().records.get("tools") != "Tool":
            remedy = "make one with: lemnos tools docs"
            raise RunError("holds no tools", where=str(path), remedy=remedy)
        self._table = _table(run)
        self._left_out = _left_out(run, self._table.num_rows)
        self._resolved: BoundedCache[tuple[Resolved | None]] = BoundedCache(_CACHED_CHARACTERS)
        self._rows: dict[str, list[int]] = {}
        for row, name in enumerate(self._table.column("name").to_pylist()):
            self._rows.setdefault(name, []).append(row)

    def __len__(self) -> int:
        return int(self._table.num_rows)

    def __reduce__(self) -> tuple[object, ...]:
        return Registry, (self._path,)

    def tool(self, row: int) -> RegisteredTool:
        """Return the tool in a row, from 0."""
        fields: dict[str, Any] = {name: self._table.column(name)[row].as_py() for name in _COLUMNS}
        return RegisteredTool(**fields)

    def named(self, name: str) -> list[RegisteredTool]:
        """Return the tools of a name; of those that the registry keeps, if it keeps any."""
        rows = self._rows.get(name, [])
        kept = [row for row in rows if row not in self._left_out]
        return [self.tool(row) for row in kept or rows]

    def resolve(self, offered: OfferedTool) -> Resolved | None:
        """Return the registered tool that an offered one is; None if there is none, or several may be it.

        In this order:

        - ``schema``: a tool of that name whose schema is the same, apart from the order of keys.
        - ``provider``: the name is qualified by the provider or the API of the tool (``github.create_issue``,
          ``mcp__github__create_issue``, ``numpy.linalg.norm``), and only one tool fits.
        - ``name``: it is the only tool of that name, up to copies with the same schema, and has the parameters that
          were offered. Two tools called ``search`` need not be one.
        """
        key = offered.name, offered.parameters, offered.origin
        size = len(offered.name) + len(offered.parameters)
        return self._resolved.get(key, size, lambda: (self._find(offered),))[0]

    def _find(self, offered: OfferedTool) -> Resolved | None:
        name = offered.name.removeprefix("functions.")  # how some models of OpenAI write any tool
        exact = self.named(name)
        if offered.origin == "stated" and exact:
            schema = _canonical(offered.parameters)
            for tool in exact:
                if schema and _canonical(tool.parameters) == schema:
                    return Resolved(tool, "schema")
        qualified = _distinct(self.qualified(name))
        if len(qualified) == 1:
            return Resolved(qualified[0], "provider")
        distinct = _distinct(exact)
        if len(distinct) == 1 and _same_parameters(offered, distinct[0]):
            return Resolved(distinct[0], "name")
        return None

    def qualified(self, name: str) -> list[RegisteredTool]:
        """Return the tools whose name, behind those of their provider, API or both, is ``name``."""
        found: list[RegisteredTool] = []
        for separator in _SEPARATOR.finditer(name):
            front, last = name[: separator.start()], name[separator.end() :]
            if front and last in self._rows:
                found += [tool for tool in self.named(last) if _bare(front) in _qualifiers(tool)]
        return found


def _table(run: RunFolder) -> "pa.Table":
    import pyarrow as pa
    import pyarrow.parquet as pq

    tables = []
    for path in run.files("tools"):
        if path.suffix == ".parquet":
            tables.append(pq.read_table(path, columns=list(_COLUMNS)))
            continue
        with path.open("rb") as stream:
            rows = [msgspec.structs.asdict(msgspec.json.decode(line, type=_Row)) for line in stream]
        tables.append(table(rows, pa.schema([(name, _arrow(name)) for name in _COLUMNS])))
    return pa.concat_tables(tables, promote_options="permissive").combine_chunks()


class _Row(msgspec.Struct):
    id: str
    kind: str
    provider: str
    name: str
    parameters: str
    api: str = ""
    parameters_known: bool = True


def _arrow(name: str) -> "pa.DataType":
    import pyarrow as pa

    return pa.bool_() if name == "parameters_known" else pa.string()


def _left_out(run: RunFolder, rows: int) -> frozenset[int]:
    """Return the rows of the tools that others stand for; the registry of a run has its tools in the same order."""
    standings: list[str] = []
    for path in run.files("registry"):
        if path.suffix == ".parquet":
            import pyarrow.parquet as pq

            standings += pq.read_table(path, columns=["standing"]).column("standing").to_pylist()
        else:
            standings += [str(record.get("standing")) for record in read_file(path)]
    if len(standings) != rows:
        return frozenset()
    return frozenset(row for row, standing in enumerate(standings) if standing not in ("kept", "deprecated"))


def _distinct(tools: list[RegisteredTool]) -> list[RegisteredTool]:
    """Return the first of each provider's tools that have one schema: copies under several paths are one tool."""
    return list({(tool.provider, tool.parameters): tool for tool in reversed(tools)}.values())[::-1]


def _canonical(schema: str) -> str:
    try:
        return msgspec.json.encode(msgspec.json.decode(schema), order="sorted").decode()
    except (ValueError, RecursionError):
        return ""


def _same_parameters(offered: OfferedTool, tool: RegisteredTool) -> bool:
    """Return whether a tool has the parameters of an offered one; observed ones may be some of them."""
    known, needed = _names(tool.parameters)
    seen, _ = _names(offered.parameters)
    if offered.origin == "observed":
        return bool(seen) and seen <= known
    return seen <= known and needed <= seen and len(seen) * 2 >= len(known)


def _names(schema: str) -> tuple[set[str], set[str]]:
    try:
        decoded = msgspec.json.decode(schema)
    except (ValueError, RecursionError):
        return set(), set()
    properties = decoded.get("properties") if isinstance(decoded, dict) else None
    required = decoded.get("required") if isinstance(decoded, dict) else None
    return (
        set(properties) if isinstance(properties, dict) else set(),
        {name for name in required if isinstance(name, str)} if isinstance(required, list) else set(),
    )


def _qualifiers(tool: RegisteredTool) -> set[str]:
    """Return what may stand before the name of a tool, as ``_bare`` has it."""
    provider, api = tool.provider, tool.api
    fronts = {api, api.rpartition(".")[2], f"{provider} {api}"}
    if tool.kind != "python":  # what a distribution offers is named by its module
        fronts |= {provider, provider.partition(".")[0]}
    bare = {_bare(front) for front in fronts if front}
    return bare | {f"mcp{front}" for front in bare}


def _bare(text: str) -> str:
    return _NOT_WORD.sub("", text).casefold()
