"""Converts records to Arrow tables; the schema of a record type is derived from its fields.

``Iterable[Record]`` → ``pyarrow.Table``. Limitation: only the field types that records use are supported.
Source: the Arrow columnar format, https://arrow.apache.org/docs/format/Columnar.html.
"""

from array import array as flat
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import accumulate, chain
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import msgspec

from lemnos.records import Record

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa


@cache
def schema(kind: type[Record]) -> "pa.Schema":
    """Return the Arrow schema of a record type.

    Raises:
        TypeError: A field of ``kind`` has a type without an Arrow equivalent.
    """
    import pyarrow as pa

    return pa.schema([_field(field) for field in msgspec.structs.fields(kind)])


def _field(field: msgspec.structs.FieldInfo) -> "pa.Field":
    import pyarrow as pa

    info = msgspec.inspect.type_info(field.type)
    return pa.field(field.encode_name, _arrow_type(info), nullable=_optional(info) is not None)


def _optional(info: msgspec.inspect.Type) -> msgspec.inspect.Type | None:
    """Return the type of ``info`` if it is that or None; None if it is of another form."""
    if isinstance(info, msgspec.inspect.UnionType) and info.includes_none and len(info.types) == 2:
        return next(type_ for type_ in info.types if not isinstance(type_, msgspec.inspect.NoneType))
    return None


def _arrow_type(info: msgspec.inspect.Type) -> "pa.DataType":
    import pyarrow as pa

    match info:
        case msgspec.inspect.IntType():
            return pa.int64()
        case msgspec.inspect.FloatType():
            return pa.float64()
        case msgspec.inspect.BoolType():
            return pa.bool_()
        case msgspec.inspect.StrType() | msgspec.inspect.LiteralType() | msgspec.inspect.EnumType():
            return pa.string()
        case msgspec.inspect.VarTupleType(item_type=item) | msgspec.inspect.ListType(item_type=item):
            return pa.list_(pa.field("element", _arrow_type(item), nullable=False))
        case msgspec.inspect.StructType(cls=kind):
            return pa.struct([_field(field) for field in msgspec.structs.fields(kind)])
        case msgspec.inspect.UnionType() if (inner := _optional(info)) is not None:
            return _arrow_type(inner)
        case _:
            raise TypeError(f"no Arrow type for {info}")


def to_table(kind: type[Record], records: Iterable[Any]) -> "pa.Table":
    """Return ``records``, all of type ``kind``, as one Arrow table with the schema of ``kind``.

    Builds whole columns at every level of nesting, at about a tenth of the cost of going through Python dictionaries.
    """
    import pyarrow as pa

    rows = list(records)
    columns = [_column([getattr(row, name) for row in rows], info) for name, info in _fields(kind)]
    return pa.Table.from_arrays(columns, schema=schema(kind))


@cache
def _fields(kind: type[Any]) -> tuple[tuple[str, msgspec.inspect.Type], ...]:
    """Return name and type of each field; to ask for them anew costs two milliseconds in every file of records."""
    return tuple((field.name, msgspec.inspect.type_info(field.type)) for field in msgspec.structs.fields(kind))


def _column(values: list[Any], info: msgspec.inspect.Type) -> "pa.Array":
    """Return the values of one field, structs of records being read by attribute."""
    match info:
        case msgspec.inspect.VarTupleType(item_type=item) | msgspec.inspect.ListType(item_type=item):
            return _lists(values, _arrow_type(info), lambda elements: _column(elements, item))
        case msgspec.inspect.StructType(cls=kind):
            columns = [_column(list(map(attrgetter(name), values)), inner) for name, inner in _fields(kind)]
            return _structs(values, _arrow_type(info), columns)
        case _:
            return array(values, _arrow_type(info))


def table(rows: Sequence[Mapping[str, Any]], columns: "pa.Schema") -> "pa.Table":
    """Return rows as one table; a key that a row lacks is null."""
    import pyarrow as pa

    arrays = [array([row.get(field.name) for row in rows], field.type) for field in columns]
    return pa.Table.from_arrays(arrays, schema=columns)


def array(values: Sequence[Any], kind: "pa.DataType") -> "pa.Array":
    """Return values, or None for null, as one array: strings, numbers, and lists and mappings of them.

    Fills the buffers of the Arrow columnar format itself. ``pyarrow.array`` asks of what it is given whether it is
    pandas', and so imports pandas wherever that is installed: half a CPU-second in every command and worker.

    Raises:
        pyarrow.ArrowInvalid: A value is not of its type.
    """
    import pyarrow as pa

    if pa.types.is_list(kind):
        return _lists(values, kind, lambda elements: array(elements, kind.value_type))
    if pa.types.is_struct(kind):
        held = [value or {} for value in values]
        return _structs(values, kind, [array([value.get(field.name) for value in held], field.type) for field in kind])
    try:
        return _filled(values, kind)
    except TypeError:  # of numpy, or wrong: pyarrow converts it, or says why it cannot
        return pa.array(values, kind)


def _filled(values: Sequence[Any], kind: "pa.DataType") -> "pa.Array":
    """Return strings or numbers of exactly their type as one array.

    Raises:
        TypeError: One is not, or ``kind`` is another type.
    """
    import pyarrow as pa

    valid = None
    if pa.types.is_string(kind):
        try:  # nearly all columns have no null, and to ask for one costs as much as to encode all
            texts = list(map(str.encode, values))
        except TypeError:
            texts, valid = [b"" if value is None else str.encode(value) for value in values], _valid(values)
        data = pa.py_buffer(b"".join(texts))
        return pa.Array.from_buffers(kind, len(values), [valid, _offsets(map(len, texts)), data])
    code = {pa.int64(): "q", pa.float64(): "d", pa.bool_(): "b"}.get(kind)
    if code is None:
        raise TypeError(f"no values of the type {kind}")
    try:
        filled = flat(code, values)
    except TypeError:
        filled, valid = flat(code, [0 if value is None else value for value in values]), _valid(values)
    data = _bits(filled) if code == "b" else pa.py_buffer(filled)
    return pa.Array.from_buffers(kind, len(values), [valid, data])


def numbers(values: "npt.NDArray[Any]") -> "pa.Array":
    """Return a row of numbers as one array, in the memory that they are in; see ``array``."""
    import pyarrow as pa

    return pa.Array.from_buffers(pa.from_numpy_dtype(values.dtype), len(values), [None, pa.py_buffer(values)])


def _lists(values: Sequence[Any], kind: "pa.DataType", elements: "Callable[[list[Any]], pa.Array]") -> "pa.Array":
    import pyarrow as pa

    held = [value or () for value in values]
    inner = elements(list(chain.from_iterable(held)))
    return pa.Array.from_buffers(kind, len(values), [_valid(values), _offsets(map(len, held))], children=[inner])


def _structs(values: Sequence[Any], kind: "pa.DataType", columns: "list[pa.Array]") -> "pa.Array":
    import pyarrow as pa

    return pa.Array.from_buffers(kind, len(values), [_valid(values)], children=columns)


def _offsets(sizes: Iterable[int]) -> "pa.Buffer":
    import pyarrow as pa

    return pa.py_buffer(flat("i", accumulate(sizes, initial=0)))


def _valid(values: Sequence[Any]) -> "pa.Buffer | None":
    """Return a bit for each value that is not null; None if no value is."""
    return _bits([value is not None for value in values]) if None in values else None


def _bits(values: Sequence[int]) -> "pa.Buffer":
    import numpy as np
    import pyarrow as pa

    return pa.py_buffer(np.packbits(np.asarray(values, bool), bitorder="little"))
