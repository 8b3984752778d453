"""Tables of training runs: CSV, Parquet or JSON lines → ``Runs``.

Two layouts are read. One table holds ratios and metrics side by side. Two tables hold the ratios and the metrics, and
are joined by a column that both have (``run``, ``index``; Olmix's and RegMix's files are so). Ratios may be shares, per
cent, or tokens of a budget that all runs have. A run whose ratios do not sum to what they should, or that lacks a
number, is left out with its line and reason. An accuracy becomes an error, so that less of every metric is better.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from lemnos.errors import EmptyError, InputError, SettingsError
from lemnos.mix.columns import (
    KEYS,
    SIZES,
    TOLERANCE,
    common_key,
    higher_is_better,
    metric_columns,
    number,
    ratio_columns,
    unit_of,
)
from lemnos.mix.table import Row, read_table

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Floats: TypeAlias = "npt.NDArray[np.float64]"


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
        path: A table with ratios, and with metrics unless these have a file of their own.
        metrics_path: A table with the metrics.
        ratios: Beginning of the names of columns with ratios, or their names separated by commas; found if empty.
        metrics: The same of columns with metrics.
        key: Column that joins two files, or ``A=B`` for one of each; found if empty.

    Raises:
        InputError: A file cannot be read, or the table of metrics names a run twice.
        SettingsError: The columns of ratios or metrics cannot be told.
        EmptyError: No usable run is left.
    """
    header, rows = read_table(path)
    if metrics_path is None:
        shares = ratio_columns(_free(header), rows, ratios, str(path), alone=False)
        losses = metric_columns([name for name in _free(header) if name not in shares], rows, metrics, str(path))
        return _runs(path, [(where, row, row) for where, row in rows], shares, losses)
    metric_header, metric_rows = read_table(metrics_path)
    by = common_key((header, rows), (metric_header, metric_rows), key)
    if by is None:
        remedy = "name the column that both have with --key NAME, or one of each with --key A=B"
        raise SettingsError("the two tables share no key", where=f"{path}, {metrics_path}", remedy=remedy)
    shares = ratio_columns(_free(header, by[0]), rows, ratios, str(path), alone=True)
    losses = metric_columns(_free(metric_header, by[1]), metric_rows, metrics, str(metrics_path))
    measured = _by_key(metric_rows, by[1])
    return _runs(path, [(where, row, measured.get(row[by[0]], {})) for where, row in rows], shares, losses)


def _free(header: Sequence[str], key: str = "") -> list[str]:
    """Return the columns that may hold ratios or metrics."""
    return [name for name in header if name not in SIZES and name not in KEYS and name != key]


def _by_key(rows: Sequence[Row], key: str) -> dict[str, Mapping[str, str]]:
    """Return rows by the run that they are of."""
    found: dict[str, Mapping[str, str]] = {}
    for where, row in rows:
        if row[key] in found:
            remedy = "keep one line of each run, that of its last step"
            raise InputError(f"the run {row[key]} stands a second time", where=where, remedy=remedy)
        found[row[key]] = row
    return found


def _runs(
    path: Path,
    joined: Sequence[tuple[str, Mapping[str, str], Mapping[str, str]]],
    shares: Mapping[str, str],
    losses: Mapping[str, str],
) -> Runs:
    import numpy as np

    cells = [
        ([number(row[name]) for name in shares], [number(measured.get(name)) for name in losses])
        for _, row, measured in joined
    ]
    unit = unit_of([sum(held or 0 for held in mixture) for mixture, _ in cells]) or 1.0 if cells else 1.0
    ratios, values, left_out = [], [], []
    sizes: dict[str, list[float]] = {"tokens": [], "parameters": []}
    for (where, row, measured), (mixture, found) in zip(joined, cells, strict=True):
        reason = next(_faults(dict(zip(shares, mixture, strict=True)), dict(zip(losses, found, strict=True)), unit), "")
        if not measured:
            reason = "the other table has no metrics for it"
        if reason:
            left_out.append(LeftOut(where, reason))
            continue
        ratios.append(mixture)
        values.append(found)
        for column, size in SIZES.items():
            if (held := number(row.get(column) or measured.get(column))) is not None:
                sizes[size].append(held)
    if not ratios:
        reason = left_out[0].reason if left_out else "the table is empty"
        raise EmptyError(f"no run can be used ({reason})", where=str(path), remedy="correct the table")
    mixtures = np.array(ratios, dtype=np.float64)
    metrics, measures = _as_losses(list(losses.values()), np.array(values, dtype=np.float64), str(path))
    return Runs(
        domains=tuple(shares.values()),
        metrics=metrics,
        ratios=mixtures / mixtures.sum(axis=1, keepdims=True),
        values=measures,
        tokens=np.array(sizes["tokens"]) if len(sizes["tokens"]) == len(ratios) else None,
        parameters=np.array(sizes["parameters"]) if len(sizes["parameters"]) == len(ratios) else None,
        left_out=tuple(left_out),
    )


def _as_losses(names: Sequence[str], values: "Floats", where: str) -> tuple[tuple[str, ...], "Floats"]:
    """Return metrics of which less is better: accuracies become errors, and are called so."""
    import numpy as np

    metrics, columns = [], []
    for name, column in zip(names, values.T, strict=True):
        most = next((most for most in (1.0, 100.0) if column.max() <= most), 0.0)
        if not higher_is_better(name):
            metrics.append(name)
            columns.append(column)
            continue
        if column.min() < 0 or not most:
            remedy = "give it as a loss, or choose other columns with --metrics"
            raise SettingsError(f"more of {name} is better, and it is no share", where=where, remedy=remedy)
        metrics.append(f"{name} (error)")
        columns.append(1 - column / most)
    return tuple(metrics), np.stack(columns, axis=1)


def _faults(mixture: Mapping[str, float | None], losses: Mapping[str, float | None], unit: float) -> Iterator[str]:
    """Yield what is wrong with a run whose ratios should sum to ``unit``."""
    for name, held in (*mixture.items(), *losses.items()):
        if held is None:
            yield f"{name} is no number"
    total = sum(held or 0 for held in mixture.values())
    if any(held is not None and held < 0 for held in mixture.values()):
        yield "a ratio is negative"
    elif abs(total / unit - 1) > TOLERANCE:
        yield f"its ratios sum to {total:.4g}, not to {unit:.4g}"
