"""Structured arrays as compiled rules see them.

numba would pass thirty arrays to each function as two hundred values, which cost more to compile than the rules. Here a
named tuple of arrays is one address: that of a list of where each array lies and how long it is. The list does not
change while a function runs, so reading it again and again costs nothing. Whole numbers of any width are read as 64 bits,
so that a rule is compiled once. Indices are not checked, and negative ones do not count from the end.
"""

from __future__ import annotations

import operator
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from llvmlite import ir
from numba import from_dtype, types
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    infer_getattr,
    intrinsic,
    lower_builtin,
    lower_getattr_generic,
    lower_setattr_generic,
    models,
    register_model,
    type_callable,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

_BYTE = ir.IntType(8).as_pointer()
_WHOLE = ir.IntType(64)


def _short_name(what: str, content: str) -> str:
    """A name of a type that tells its content apart: numba writes it into the name of each function that is passed one."""
    return f"{what}{sha256(content.encode()).hexdigest()[:16]}"


class TablesType(types.Type):
    """A named tuple of arrays.

    Parameters
    ----------
    names : sequence of str
    kinds : sequence of numpy.dtype
    """

    def __init__(self, names: Sequence[str], kinds: Sequence[np.dtype[Any]]) -> None:
        self.tables = {name: TableType(kind) for name, kind in zip(names, kinds, strict=True)}
        super().__init__(name=_short_name("Tables", ", ".join(f"{name}: {table.name}" for name, table in self.tables.items())))


class TableType(types.Type):
    """An array of rows or of numbers, of one dimension and without gaps."""

    def __init__(self, kind: np.dtype[Any]) -> None:
        self.kind = kind
        self.element = RowType(kind) if kind.names else _read_as(kind)  # what an index gives
        super().__init__(name=_short_name("Table", str(kind)))


class RowType(types.Type):
    """One row of a structured array, by reference."""

    def __init__(self, kind: np.dtype[Any]) -> None:
        self.kind = kind
        super().__init__(name=_short_name("Row", str(kind)))


register_model(TablesType)(models.OpaqueModel)
register_model(RowType)(models.OpaqueModel)


@register_model(TableType)
class _TableModel(models.StructModel):
    def __init__(self, manager: Any, table: TableType) -> None:
        super().__init__(manager, table, [("data", types.voidptr), ("length", types.intp)])


def _fields(row: RowType) -> Mapping[str, Any]:
    return row.kind.fields or {}


def _read_as(kind: np.dtype[Any]) -> types.Type:
    return types.int64 if kind.kind == "i" else from_dtype(kind)


# Types


@infer_getattr
class _TablesAttributes(AttributeTemplate):
    key = TablesType

    def generic_resolve(self, tables: TablesType, name: str) -> Any:  # type: ignore[override]
        return tables.tables.get(name)


@infer_getattr
class _RowAttributes(AttributeTemplate):
    key = RowType

    def generic_resolve(self, row: RowType, name: str) -> Any:  # type: ignore[override]
        fields = _fields(row)
        return _read_as(fields[name][0]) if name in fields else None


@type_callable(len)
def _type_of_length(context: Any) -> Any:
    return lambda table: types.intp if isinstance(table, TableType) else None


@type_callable(operator.getitem)
def _type_of_item(context: Any) -> Any:
    def typed(table: Any, index: Any) -> Any:
        return table.element if isinstance(table, TableType) and isinstance(index, types.Integer) else None

    return typed


@type_callable(operator.setitem)
def _type_of_set_item(context: Any) -> Any:
    def typed(table: Any, index: Any, value: Any) -> Any:
        fits = isinstance(table, TableType) and not table.kind.names and isinstance(index, types.Integer)
        return types.void if fits else None

    return typed


# Code


def _at(builder: Any, kind: np.dtype[Any], address: Any) -> Any:
    """A typed pointer to a number."""
    whole = ir.IntType(8 * kind.itemsize)
    return builder.bitcast(address, (whole if kind.kind == "i" else _FLOATS[kind]).as_pointer())


_FLOATS = {np.dtype("f8"): ir.DoubleType()}


def _load(builder: Any, kind: np.dtype[Any], address: Any) -> Any:
    value = builder.load(_at(builder, kind, address), align=kind.alignment)
    return builder.sext(value, _WHOLE) if kind.kind == "i" and kind.itemsize < 8 else value


def _store(context: Any, builder: Any, kind: np.dtype[Any], address: Any, value: Any, given: Any) -> None:
    value = context.cast(builder, value, given, _read_as(kind))
    place = _at(builder, kind, address)
    if kind.kind == "i" and kind.itemsize < 8:
        value = builder.trunc(value, place.type.pointee)
    builder.store(value, place, align=kind.alignment)


def _step(builder: Any, address: Any, offset: Any) -> Any:
    return builder.gep(address, [offset], inbounds=True)


@lower_getattr_generic(TablesType)
def _table(context: Any, builder: Any, tables: TablesType, address: Any, name: str) -> Any:
    place = 2 * list(tables.tables).index(name)
    words = builder.bitcast(address, _WHOLE.as_pointer())
    table = context.make_helper(builder, tables.tables[name])
    unchanged = builder.module.add_metadata([])
    read = [builder.load(_step(builder, words, _WHOLE(place + k)), align=8) for k in range(2)]
    for word in read:
        word.set_metadata("invariant.load", unchanged)
    table.data = builder.inttoptr(read[0], _BYTE)
    table.length = read[1]
    return table._getvalue()


@lower_builtin(len, TableType)
def _length(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    return context.make_helper(builder, signature.args[0], arguments[0]).length


def _place(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    table, index = signature.args[:2]
    data = context.make_helper(builder, table, arguments[0]).data
    which = context.cast(builder, arguments[1], index, types.int64)
    return _step(builder, data, builder.mul(which, _WHOLE(table.kind.itemsize), flags=["nsw"]))


@lower_builtin(operator.getitem, TableType, types.Integer)
def _item(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    place = _place(context, builder, signature, arguments)
    kind = signature.args[0].kind
    return place if kind.names else _load(builder, kind, place)


@lower_builtin(operator.setitem, TableType, types.Integer, types.Any)
def _set_item(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    place = _place(context, builder, signature, arguments)
    _store(context, builder, signature.args[0].kind, place, arguments[2], signature.args[2])
    return context.get_dummy_value()


@lower_getattr_generic(RowType)
def _field(context: Any, builder: Any, row: RowType, address: Any, name: str) -> Any:
    kind, offset, *_ = _fields(row)[name]
    return _load(builder, kind, _step(builder, address, _WHOLE(offset)))


@lower_setattr_generic(RowType)
def _set_field(context: Any, builder: Any, signature: Any, arguments: Any, name: str) -> None:
    kind, offset, *_ = _fields(signature.args[0])[name]
    _store(context, builder, kind, _step(builder, arguments[0], _WHOLE(offset)), arguments[1], signature.args[1])


def tables_at(names: Sequence[str], kinds: Sequence[np.dtype[Any]]) -> Any:
    """A function, for compiled code, that takes the address of an ``AddressList`` for the tables it lists."""
    tables = TablesType(names, kinds)

    @intrinsic
    def at(typing: Any, address: Any) -> Any:
        def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return builder.inttoptr(arguments[0], _BYTE)

        return tables(types.int64), code

    return at


_PASSED = "arrays that are passed by address have one dimension, no gaps, and may be written to"


class AddressList(NamedTuple):
    """Where arrays lie, and the arrays, so that they stay there.

    Parameters
    ----------
    address : int
        Of ``words``.
    words : ndarray of int64, shape (2 × arrays,)
        The address and the length of each array.
    arrays : sequence of ndarray
    """

    address: int
    words: NDArray[np.int64]
    arrays: Sequence[NDArray[Any]]

    @classmethod
    def of(cls, arrays: Sequence[NDArray[Any]]) -> AddressList:
        """List arrays of one dimension and without gaps."""
        if not all(array.flags.carray and array.ndim == 1 for array in arrays):
            raise ValueError(_PASSED)
        words = np.array([word for array in arrays for word in (array.ctypes.data, len(array))], np.int64)
        return cls(words.ctypes.data, words, arrays)

    def renewed(self, arrays: Sequence[NDArray[Any]]) -> AddressList:
        """The list at the same address for other arrays, of which those that are the same are not looked up again."""
        for k, (array, before) in enumerate(zip(arrays, self.arrays, strict=True)):
            if array is not before:
                if not (array.flags.carray and array.ndim == 1):
                    raise ValueError(_PASSED)
                self.words[2 * k : 2 * k + 2] = array.ctypes.data, len(array)
        return self._replace(arrays=arrays)
