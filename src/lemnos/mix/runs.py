"""Tables of training runs: CSV files → ``Runs``.

Two layouts are read. One table holds ratios and metrics side by side. Two tables hold the ratios and the metrics, and
are joined by a column that both have (``run``, ``index``; Olmix's and RegMix's files are so). Columns of ratios are
those whose name begins with a usual prefix or with the given one; the prefix is cut from the names. A run whose ratios
do not sum to 1, or that lacks a number, is left out with its line and reason.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from lemnos.errors import EmptyError, InputError, SettingsError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Floats: TypeAlias = "npt.NDArray[np.float64]"

RATIO_PREFIXES = ("train_", "ratio/", "ratio_", "weight/", "weight_", "mix/", "mix_", "domain_", "w_")
"""Beginnings of column names that say that a column holds ratios."""
METRIC_PREFIXES = ("metric/", "metric_", "loss/", "loss_", "eval/", "valid_", "val_", "bpb/", "bpb_")
KEYS = ("run", "run_id", "run_name", "name", "id", "index")
"""Names of the column by which two tables are joined."""
SIZES = {"tokens": "tokens", "train_tokens": "tokens", "parameters": "parameters", "params": "parameters"}
"""Columns that hold the size of a run."""
TOLERANCE = 0.02
"""Ratios are rounded in most tables; a sum that is further from 1 is a mistake."""


class LeftOut(NamedTuple):
    """A run that is not used."""

    where: str
    """``file:line``."""
    reason: str


class Runs(NamedTuple):
    """Mixtures and what came of them."""

    domains: tuple[str, ...]
    metrics: tuple[str, ...]
    ratios: "Floats"
    """Shape (runs, domains). Each row sums to 1."""
    values: "Floats"
    """Shape (runs, metrics). Losses: lower is better."""
    tokens: "Floats | None" = None
    """Shape (runs). Training tokens, where the table has them."""
    parameters: "Floats | None" = None
    """Shape (runs). Parameters of the models, where the table has them."""
    left_out: tuple[LeftOut, ...] = ()

    def mixture_numbers(self) -> "npt.NDArray[np.int64]":
        """Return the number of each run's mixture, shape (runs); runs with the same ratios have the same number."""
        import numpy as np

        _, numbers = np.unique(self.ratios.round(6), axis=0, return_inverse=True)
        return numbers.reshape(-1).astype(np.int64)

    def take(self, rows: "npt.NDArray[np.int64]") -> "Runs":
        """Return some of the runs, in the order of ``rows``; a row may stand several times."""
        return self._replace(
            ratios=self.ratios[rows],
            values=self.values[rows],
            tokens=None if self.tokens is None else self.tokens[rows],
            parameters=None if self.parameters is None else self.parameters[rows],
        )


def read_runs(
    path: Path, metrics_path: Path | None = None, *, ratios: str = "", metrics: str = "", key: str = ""
) -> Runs:
    """Read a table of runs.

    Args:
        path: A CSV file with ratios, and with metrics unless these have a file of their own.
        metrics_path: A CSV file with the metrics.
        ratios: Beginning of the names of columns with ratios; found if empty.
        metrics: Beginning of the names of columns with metrics; found if empty.
        key: Column that joins two files; found if empty.

    Raises:
        InputError: A file cannot be read.
        SettingsError: The columns of ratios or metrics cannot be told.
        EmptyError: No usable run is left.
    """
    header, rows = _table(path)
    if metrics_path is None:
        ratio_columns = _columns(header, ratios, RATIO_PREFIXES, str(path), "--ratios")
        other = [name for name in header if name not in ratio_columns and name not in SIZES and name not in KEYS]
        metric_columns = _metric_columns(other, metrics, rows, str(path))
        joined: list[tuple[str, Mapping[str, str], Mapping[str, str]]] = [(where, row, row) for where, row in rows]
    else:
        metric_header, metric_rows = _table(metrics_path)
        by = key or next((name for name in KEYS if name in header and name in metric_header), "")
        if by not in header or by not in metric_header:
            remedy = "name the column that both have with --key"
            raise SettingsError("the two tables share no key", where=f"{path}, {metrics_path}", remedy=remedy)
        others = [name for name in header if name != by and name not in SIZES]
        ratio_columns = _columns(others, ratios, RATIO_PREFIXES, str(path), "--ratios", all_else=True)
        other = [name for name in metric_header if name != by and name not in KEYS and name not in SIZES]
        metric_columns = _metric_columns(other, metrics, metric_rows, str(metrics_path))
        measured: dict[str, Mapping[str, str]] = {row[by]: row for _, row in metric_rows}
        joined = [(where, row, measured.get(row[by], {})) for where, row in rows]
    return _runs(path, joined, ratio_columns, metric_columns)


def _table(path: Path) -> tuple[list[str], list[tuple[str, dict[str, str]]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            header = [name.strip() for name in next(reader, [])]
            lines = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"cannot be read as CSV ({error})", where=str(path), remedy="give a CSV file") from None
    if len(header) < 2 or len(set(header)) != len(header):
        wrong = "has no header with two columns" if len(header) < 2 else "names a column twice"
        raise InputError(wrong, where=f"{path}:1", remedy="give a CSV file with a header, separated by commas")
    for number, row in lines:
        if len(row) != len(header):
            what = f"has {len(row)} fields, the header {len(header)}"
            raise InputError(what, where=f"{path}:{number}", remedy="correct the line")
    return header, [(f"{path}:{number}", dict(zip(header, row, strict=True))) for number, row in lines]


def _columns(
    header: Sequence[str], given: str, prefixes: Sequence[str], where: str, option: str, *, all_else: bool = False
) -> dict[str, str]:
    """Return the columns with one prefix: column → name without it."""
    tried = [given] if given else prefixes
    found = max(([name for name in header if name.startswith(prefix)] for prefix in tried), key=len)
    if len(found) < 2 and all_else and not given:
        return {name: name for name in header}
    if len(found) < 2:
        named = repr(given) if given else ", ".join(prefixes)
        raise SettingsError(
            f"fewer than two columns begin with {named}", where=where, remedy=f"give their prefix with {option}"
        )
    prefix = next(prefix for prefix in tried if all(name.startswith(prefix) for name in found))
    return {name: name.removeprefix(prefix) for name in found}


def _metric_columns(
    names: Sequence[str], given: str, rows: Sequence[tuple[str, Mapping[str, str]]], where: str
) -> dict[str, str]:
    """Return the columns of metrics: column → name without its prefix; without a prefix, all numbers."""
    for prefix in [given] if given else METRIC_PREFIXES:
        found = [name for name in names if name.startswith(prefix)]
        if found:
            return {name: name.removeprefix(prefix) for name in found}
    numeric = [name for name in names if rows and all(_number(row[name]) is not None for _, row in rows)]
    if given or not numeric:
        remedy = "give the prefix of the columns with losses with --metrics"
        raise SettingsError("no column of metrics is found", where=where, remedy=remedy)
    return {name: name for name in numeric}


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if abs(value) < 1e300 else None


def _runs(
    path: Path,
    joined: Sequence[tuple[str, Mapping[str, str], Mapping[str, str]]],
    ratio_columns: Mapping[str, str],
    metric_columns: Mapping[str, str],
) -> Runs:
    import numpy as np

    ratios, values, left_out = [], [], []
    sizes: dict[str, list[float]] = {"tokens": [], "parameters": []}
    for where, row, measured in joined:
        mixture = [_number(row[name]) for name in ratio_columns]
        losses = [_number(measured.get(name)) for name in metric_columns]
        reason = next(_faults(mixture, losses, measured, list(ratio_columns), list(metric_columns)), "")
        if reason:
            left_out.append(LeftOut(where, reason))
            continue
        ratios.append(mixture)
        values.append(losses)
        for column, size in SIZES.items():
            if (number := _number(row.get(column) or measured.get(column))) is not None:
                sizes[size].append(number)
    if not ratios:
        reason = left_out[0].reason if left_out else "the table is empty"
        raise EmptyError(f"no run can be used ({reason})", where=str(path), remedy="correct the table")
    mixtures = np.array(ratios, dtype=np.float64)
    return Runs(
        domains=tuple(ratio_columns.values()),
        metrics=tuple(metric_columns.values()),
        ratios=mixtures / mixtures.sum(axis=1, keepdims=True),
        values=np.array(values, dtype=np.float64),
        tokens=np.array(sizes["tokens"]) if len(sizes["tokens"]) == len(ratios) else None,
        parameters=np.array(sizes["parameters"]) if len(sizes["parameters"]) == len(ratios) else None,
        left_out=tuple(left_out),
    )


def _faults(
    mixture: Sequence[float | None],
    losses: Sequence[float | None],
    measured: Mapping[str, str],
    ratio_columns: Sequence[str],
    metric_columns: Sequence[str],
) -> Iterator[str]:
    """Yield what is wrong with a run."""
    if not measured:
        yield "the other table has no metrics for it"
    for name, held in zip([*ratio_columns, *metric_columns], [*mixture, *losses], strict=True):
        if held is None:
            yield f"{name} is no number"
    total = sum(held or 0 for held in mixture)
    if any(held is not None and held < 0 for held in mixture):
        yield "a ratio is negative"
    elif abs(total - 1) > TOLERANCE:
        yield f"its ratios sum to {total:.4g}, not to 1"
