"""Converts records to Arrow tables; the schema of a record type is derived from its fields.

``Iterable[Record]`` → ``pyarrow.Table``. Limitation: only the field types that records use are supported.
"""

from collections.abc import Iterable
from functools import cache
from itertools import accumulate, chain
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import msgspec

from lemnos.records import Record

if TYPE_CHECKING:
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
    columns = [
        _column([getattr(row, field.name) for row in rows], msgspec.inspect.type_info(field.type))
        for field in msgspec.structs.fields(kind)
    ]
    return pa.Table.from_arrays(columns, schema=schema(kind))


def _column(values: list[Any], info: msgspec.inspect.Type) -> "pa.Array":
    import pyarrow as pa

    match info:
        case msgspec.inspect.VarTupleType(item_type=item) | msgspec.inspect.ListType(item_type=item):
            offsets = pa.array(accumulate(map(len, values), initial=0), pa.int32())
            elements = _column(list(chain.from_iterable(values)), item)
            return pa.ListArray.from_arrays(offsets, elements, type=_arrow_type(info))
        case msgspec.inspect.StructType(cls=kind):
            fields = msgspec.structs.fields(kind)
            columns = [
                _column(list(map(attrgetter(field.name), values)), msgspec.inspect.type_info(field.type))
                for field in fields
            ]
            return pa.StructArray.from_arrays(columns, fields=[_field(field) for field in fields])
        case _:
            return pa.array(values, _arrow_type(info))
