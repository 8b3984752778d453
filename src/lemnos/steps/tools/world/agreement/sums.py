"""Lets sums of money agree with what they are sums of: properties, object -> ``total`` of its lines, and so on.

A line costs its price times its quantity; the subtotal is what the lines cost, and the total is that with tax and
shipping, less the discount. Sums may stand beside the lines or in an object of them (``totals``). Only fields whose
whole name tells a sum are read. Not handled: lines that lie in a collection of their own, several taxes.
"""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.naming.nouns import singular
from lemnos.steps.tools.schemas.flatten import types
from lemnos.steps.tools.schemas.validation import Schema, conforms
from lemnos.steps.tools.world.semantics.shapes import flat_of
from lemnos.steps.tools.world.values.tables import MONEY

_LINES = frozenset(
    "item line product entry position charge subtransaction split lineitem orderitem orderline invoiceitem "
    "invoiceline".split()
)
"""Last words of what an order, an invoice or a basket consists of."""
_AROUND = frozenset("totals total summary sums amounts amount price prices pricing cost costs payment".split())
"""Names of objects that hold the sums of what is around them."""
_QUANTITIES = frozenset(("quantity", "qty"))
_LINE_TOTALS = frozenset("line_total total_price total_amount total amount subtotal line_amount price_total".split())
_WITH = frozenset("with incl including inc gross".split())
_WITHOUT = frozenset("without excl excluding exc ex before net".split())
"""Words behind a total that say whether tax and shipping are in it."""
_PAID = frozenset("amount_paid paid_amount paid total_paid amountpaid".split())
_DUE = frozenset("amount_due due_amount due balance_due outstanding amountdue remaining_amount".split())
_TAX = 0.2
"""Share of a tax, as ``Scene`` draws it."""


class _Fields(NamedTuple):
    """The fields of an object that tell sums, by what they tell."""

    parts: dict[str, str]
    """Field → ``subtotal``, ``tax``, ``shipping``, ``discount``, ``total`` or ``price``: see ``MONEY``."""
    quantity: str
    schemas: Mapping[str, Schema]

    def named(self, part: str) -> list[str]:
        """Return the fields that tell a part."""
        return [field for field, own in self.parts.items() if own == part]


class Sums:
    """The sums of an object.

    Args:
        properties: The properties of the object.
        root: The schema within which references are resolved.
    """

    def __init__(self, properties: Mapping[str, Schema], root: Schema) -> None:
        self._root = root
        self._own = self._fields_of(properties)
        self._lines: dict[str, _Fields] = {}
        self._inner: dict[str, _Fields] = {}
        for name, schema in properties.items():
            words = words_of(name)
            if not words or not isinstance(schema, dict):
                continue
            if singular(words[-1]) in _LINES and words[-1] != singular(words[-1]):
                lines = self._fields_of(flat_of(flat_of(schema, root).get("items", True), root).get("properties", {}))
                if lines.parts:
                    self._lines[name] = lines
            elif len(words) == 1 and words[0] in _AROUND:
                inner = self._fields_of(flat_of(schema, root).get("properties", {}))
                if inner.parts:
                    self._inner[name] = inner

    @property
    def is_empty(self) -> bool:
        """Whether no sum depends on another."""
        told = {*self._own.parts.values()}
        is_line = bool(self._own.quantity) and "price" in told
        return not self._lines and "total" not in told and not (is_line and "subtotal" in told)

    def agree(self, body: dict[str, Any], sent: Collection[str]) -> None:
        """Let the sums of an object agree with what was sent, in place.

        Args:
            body: The object with what was sent.
            sent: Fields that stay as they are.
        """
        self._split(body, sent)
        cost = self._cost_of_lines(body, sent)
        if cost is None and not self._lines:
            cost = self._cost(body, self._own)
        if cost is None:
            cost = next((number_in(body.get(name)) for name in self._own.named("subtotal")), None)
        if cost is not None:
            self._tell(body, self._own, cost, sent)
            for name, fields in self._inner.items():
                if name not in sent and isinstance(body.get(name), dict):
                    body[name] = inner = dict(body[name])
                    self._tell(inner, fields, cost, ())

    def _cost_of_lines(self, body: dict[str, Any], sent: Collection[str]) -> float | None:
        """Return what the lines of an object cost; None if it has none, or if they do not tell."""
        for name, fields in self._lines.items():
            lines = body.get(name)
            if not isinstance(lines, list) or not lines or not all(isinstance(each, dict) for each in lines):
                continue
            if name not in sent:
                body[name] = lines = [dict(each) for each in lines]
            costs = []
            for line in lines:
                if (cost := self._cost(line, fields)) is not None and name not in sent:
                    for field in fields.parts:
                        if "_".join(words_of(field)) in _LINE_TOTALS:
                            self._put(line, field, cost, fields)
                told = [number_in(line.get(field)) for field in fields.parts if fields.parts[field] == "total"]
                costs.append(cost if cost is not None else next((each for each in told if each is not None), None))
            known = [each for each in costs if each is not None]
            if len(known) == len(lines):
                return round(sum(known), 2)
        return None

    def _split(self, body: dict[str, Any], sent: Collection[str]) -> None:
        """Divide a total that was sent among lines that tell nothing but their amounts, in place."""
        total = next((each for name in self._own.named("total") if name in sent for each in [body.get(name)]), None)
        for name, fields in self._lines.items() if number_in(total) is not None else ():
            lines, amounts = body.get(name), fields.named("total")
            if name in sent or fields.named("price") or not amounts or not isinstance(lines, list) or not lines:
                continue
            share = round((number_in(total) or 0.0) / len(lines)) if isinstance(total, int) else None
            each = share if share is not None else round((number_in(total) or 0.0) / len(lines), 2)
            last = round((number_in(total) or 0.0) - each * (len(lines) - 1), 2)
            body[name] = divided = [dict(line) if isinstance(line, dict) else line for line in lines]
            for at, line in enumerate(divided):
                if isinstance(line, dict):
                    self._put(line, amounts[0], last if at == len(lines) - 1 else each, fields)

    def _cost(self, body: Mapping[str, Any], fields: _Fields) -> float | None:
        price = next((each for name in fields.named("price") if (each := number_in(body.get(name))) is not None), None)
        count = number_in(body.get(fields.quantity)) if fields.quantity else None
        return None if price is None or count is None else round(price * count, 2)

    def _tell(self, body: dict[str, Any], fields: _Fields, cost: float, sent: Collection[str]) -> None:
        """Write the sums of an object that costs so much without tax, in place."""
        for name in fields.named("subtotal"):
            if name not in sent:
                self._put(body, name, cost, fields)
        total = cost
        for name in fields.named("tax")[:1]:
            if name not in sent and name in body:
                self._put(body, name, round(_TAX * cost, 2), fields)
            total += number_in(body.get(name)) or 0.0
        for part, sign in (("shipping", 1), ("discount", -1)):
            for name in fields.named(part)[:1]:
                total += sign * (number_in(body.get(name)) or 0.0)
        for name in fields.named("total"):
            if name not in sent:
                self._put(body, name, round(total, 2), fields)
        paid = 0.0
        for name in fields.named("paid")[:1]:
            if name not in sent and (number_in(body.get(name)) or 0.0) > total:
                self._put(body, name, round(total, 2), fields)
            paid = number_in(body.get(name)) or 0.0
        for name in fields.named("due"):
            if name not in sent and total >= paid:
                self._put(body, name, round(total - paid, 2), fields)

    def _put(self, body: dict[str, Any], field: str, value: float, fields: _Fields) -> None:
        """Write a sum in the type that stands there, if its schema allows it, in place."""
        present = body.get(field)
        made: Any = value
        if isinstance(present, str):
            made = f"{value:.2f}"
        elif isinstance(present, int) and "number" not in types(flat_of(fields.schemas[field], self._root)):
            made = round(value)
        if number_in(present) is not None and conforms(made, fields.schemas[field], self._root):
            body[field] = made

    def _fields_of(self, properties: Mapping[str, Schema]) -> _Fields:
        parts: dict[str, str] = {}
        quantity = ""
        for name, schema in properties.items():
            said = "_".join(words_of(name)).replace("sub_total", "subtotal")
            stem = said.removesuffix("_amount")
            said = stem if MONEY.get(stem) in ("subtotal", "tax", "shipping", "discount", "total") else said
            if said.startswith(("total_", "grand_total_", "amount_")) and said not in MONEY:
                beside = {*said.split("_")}
                said = "subtotal" if beside & _WITHOUT else "total" if beside & _WITH else said
            if said in _QUANTITIES:
                quantity = name
            elif (said in _PAID or said in _DUE) and {"number", "string"} & {*types(flat_of(schema, self._root))}:
                parts[name] = "paid" if said in _PAID else "due"
            elif (said in MONEY or said in _LINE_TOTALS) and {"number", "integer", "string"} & {
                *types(flat_of(schema, self._root))
            }:
                parts[name] = MONEY.get(said, "total")
        percents = [name for name in parts if {"percent", "percentage", "rate"} & {*words_of(name)}]
        return _Fields({name: part for name, part in parts.items() if name not in percents}, quantity, properties)


def number_in(value: Any) -> float | None:
    """Return a number, or one that is written as a text; None for all else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        whole, _, rest = value.partition(".")
        return float(value) if whole.isdecimal() and (not rest or rest.isdecimal()) else None
    return float(value) if isinstance(value, int | float) else None


def written_like(present: Any, value: float) -> Any:
    """Return a number in the type of another, with as many digits behind the point if that is a text."""
    if isinstance(present, str):
        _, _, rest = present.partition(".")
        return f"{value:.{len(rest)}f}"
    return value if isinstance(present, float) else round(value)
