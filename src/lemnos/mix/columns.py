"""Columns of a table of runs: a header and rows → which columns hold ratios and which hold metrics.

Columns are told by a usual beginning of their names (``train_``, ``metric_``, …), by the given beginning, or by given
names. Where no name tells, ratios are the most columns side by side whose sum is the same in nearly all rows (1, 100,
or a whole number of tokens), and metrics are accuracies by their names, and all other numbers that differ between runs
and are neither whole nor settings.
"""

import re
from collections.abc import Sequence

from lemnos.errors import SettingsError
from lemnos.mix.table import Row, Table

RATIO_PREFIXES = (
    *("train_", "ratio/", "ratio_", "ratios/", "weight/", "weight_", "weights/", "mix/", "mix_", "mixture/"),
    *("domain_", "w_"),
)
"""Beginnings of column names that say that a column holds ratios."""
METRIC_PREFIXES = (
    *("metric/", "metric_", "metrics/", "loss/", "loss_", "losses/", "eval/", "valid_", "val_", "bpb/", "bpb_"),
)
KEYS = ("run", "run_id", "run_name", "name", "id", "index")
"""Names of the column by which two tables are joined."""
SIZES = {"tokens": "tokens", "train_tokens": "tokens", "parameters": "parameters", "params": "parameters"}
"""Columns that hold the size of a run."""
TOLERANCE = 0.02
"""Ratios are rounded in most tables; a sum that is further from the usual one is a mistake."""
_USUAL = 0.9
_SETTINGS = re.compile(
    r"(?i)(?:seed|steps?|epochs?|lr|learning_rate|batch(?:_size)?|time(?:stamp)?|runtime|flops|gpus?|(?:wall|cpu|gpu)_\w+)"
)
_HIGHER_IS_BETTER = re.compile(
    r"(?i)(?:^|[^a-z0-9])(?:acc|accuracy|acc_norm|exact_match|em|f1|recall|precision|score|win_?rate|pass@\d+)(?![a-z0-9])"
)


def number(text: str | None) -> float | None:
    """Return the finite number that a cell holds, if it holds one."""
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if abs(value) < 1e300 else None


def ratio_columns(header: Sequence[str], rows: Sequence[Row], given: str, where: str, *, alone: bool) -> dict[str, str]:
    """Return the columns of ratios: column → name of its domain.

    Args:
        header: The columns that may be such.
        rows: The table.
        given: Beginning of their names, or their names separated by commas; found if empty.
        where: The file.
        alone: Whether the table holds nothing else that matters, so that all numbers may be ratios.

    Raises:
        SettingsError: Fewer than two are found, or a given name is not there.
    """
    if named := _named(header, given, where, "--ratios"):
        return named
    tried = [given] if given else RATIO_PREFIXES
    prefix = max(tried, key=lambda each: sum(name.startswith(each) for name in header))
    found = [name for name in header if name.startswith(prefix)]
    if len(found) < 2 and not given:
        prefix, found = "", _of_constant_sum(header, rows)
        if len(found) < 2 and alone:
            found = list(header)
    if len(found) < 2:
        what = f"fewer than two columns begin with {given!r}" if given else "no columns of ratios are found"
        remedy = "give the beginning of their names, or their names separated by commas, with --ratios"
        raise SettingsError(what, where=where, remedy=remedy)
    return {name: name.removeprefix(prefix) for name in found}


def metric_columns(names: Sequence[str], rows: Sequence[Row], given: str, where: str) -> dict[str, str]:
    """Return the columns of metrics: column → name without its prefix.

    Args:
        names: The columns that may be such.
        rows: The table.
        given: Beginning of their names, or their names separated by commas; found if empty.
        where: The file.

    Raises:
        SettingsError: None is found, or a given name is not there.
    """
    if named := _named(names, given, where, "--metrics"):
        return named
    for prefix in [given] if given else METRIC_PREFIXES:
        found = [name for name in names if name.startswith(prefix)]
        if found:
            return {name: name.removeprefix(prefix) for name in found}
    found = [
        name for name in names if higher_is_better(name) or (not _SETTINGS.fullmatch(name) and _is_measured(name, rows))
    ]
    if given or not found:
        remedy = "give the beginning of their names, or their names separated by commas, with --metrics"
        raise SettingsError("no columns of metrics are found", where=where, remedy=remedy)
    return {name: name for name in found}


def higher_is_better(name: str) -> bool:
    """Return whether the name of a metric says that more of it is better."""
    return bool(_HIGHER_IS_BETTER.search(name))


def _named(header: Sequence[str], given: str, where: str, option: str) -> dict[str, str]:
    """Return the columns that are given by name; none where a beginning is given."""
    if "," not in given and given not in header:
        return {}
    names = [name.strip() for name in given.split(",") if name.strip()]
    if missing := [name for name in names if name not in header]:
        remedy = f"name columns of {', '.join(header)}"
        raise SettingsError(f"{option} names {missing[0]}, which is no column", where=where, remedy=remedy)
    return {name: name for name in names}


def _is_measured(name: str, rows: Sequence[Row]) -> bool:
    """Return whether most cells of a column are numbers that were measured: not whole, and not all the same."""
    values = [value for _, row in rows if (value := number(row[name])) is not None]
    same = len(rows) > 1 and len(set(values)) < 2
    return len(values) >= _USUAL * len(rows) > 0 and not same and any(value % 1 for value in values)


def _of_constant_sum(header: Sequence[str], rows: Sequence[Row]) -> list[str]:
    """Return the most columns side by side whose sum is the same in nearly all rows and is one of shares."""
    import numpy as np

    held = {name: [number(row[name]) for _, row in rows] for name in header if not _SETTINGS.fullmatch(name)}
    names = [
        name
        for name, values in held.items()
        if sum(value is not None and value >= 0 for value in values) >= _USUAL * len(rows) > 0
    ]
    if not names:
        return []
    cells = np.array([[value or 0.0 for value in held[name]] for name in names])
    before = np.vstack([np.zeros(len(rows)), np.cumsum(cells, axis=0)])
    differs = np.concatenate([[0], np.cumsum(np.ptp(cells, axis=1) > 0)])
    whole = np.concatenate([[0], np.cumsum((cells % 1 == 0).all(axis=1))])
    for width in range(len(names), 1, -1):
        for start in range(len(names) - width + 1):
            end = start + width
            total = before[end] - before[start]
            unit = unit_of(total) if differs[end] - differs[start] > 1 and _is_shared(total) else 0.0
            if unit and (unit <= 100 or whole[end] - whole[start] == width):
                return names[start:end]
    return []


def unit_of(totals: Sequence[float]) -> float:
    """Return what the ratios of a run sum to: 1, 100 (per cent), or a whole number of tokens; 0 for none of these.

    Args:
        totals: Sum of each run.
    """
    import numpy as np

    usual = float(np.median(np.asarray(totals)))
    near = next((unit for unit in (1.0, 100.0) if abs(usual / unit - 1) <= TOLERANCE), 0.0)
    return near or (usual if usual >= 1000 and _is_shared(totals) else 0.0)


def _is_shared(totals: Sequence[float]) -> bool:
    """Return whether nearly all runs have the same sum."""
    import numpy as np

    array = np.asarray(totals)
    return bool(np.mean(np.abs(array - np.median(array)) <= TOLERANCE * np.median(array)) >= _USUAL)


def common_key(one: Table, other: Table, given: str) -> tuple[str, str] | None:
    """Return the column of each of two tables by which they are joined; None if they share none.

    Args:
        one: A table.
        other: Another table.
        given: The column that both have, or ``A=B`` for one of each; found if empty.
    """
    if given:
        left, _, right = given.partition("=")
        pair = left.strip(), (right or left).strip()
        return pair if pair[0] in one[0] and pair[1] in other[0] else None
    mine, theirs = ([name for name in KEYS if name in header] for header, _ in (one, other))
    if both := next((name for name in mine if name in theirs), ""):
        return both, both
    for first in mine:
        known = {row[first] for _, row in one[1]}
        for second in theirs:
            if 2 * sum(row[second] in known for _, row in other[1]) > len(other[1]):
                return first, second
    return None
