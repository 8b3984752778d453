"""A value that conforms to a JSON Schema, made from its own examples, enums, defaults, formats and bounds.

Where the schema leaves a value open, ``lemnos.steps.tools.examples.example_values`` gives one by the parameter's
name. Objects below the
first levels get only what they must have, circles of references end as early as they may, and a value never has more
than some hundred parts, however large its schema.
"""

import math
import re
from random import Random
from typing import Any

from lemnos.steps.tools.examples.example_values import TEMPLATE, Plausible, words_of
from lemnos.steps.tools.examples.pattern import matching
from lemnos.steps.tools.schemas.flatten import Flat, ImpossibleError, flatten, types, with_branch
from lemnos.steps.tools.schemas.validation import Schema, compiled, conforms, is_type, same

_DEEP = 4
"""From this depth on, objects get no optional properties and arrays no more items than they must."""
_DEEPEST = 40
_MOST_PARTS = 120
"""Values after which nothing optional is added."""
_LONGEST_GIVEN = 2_000
"""Characters up to which an example of the schema itself is taken; longer ones would drown the document."""
_LONG_ITEM = 200
"""Characters from which one item of a list shows what the others would."""
_BRANCHES = 6
"""Branches of an ``anyOf`` or ``oneOf`` that are tried."""

_PROTOCOL = re.compile(
    r"x-amz-.*|\$\.xgafv|access_token|oauth_token|alt|callback|fields|prettyPrint|quotaUser|userIp|upload_?[tT]ype|"
    r"upload_protocol|authorization|user-agent|if-(?:none-)?match|accept(?:-.*)?|pretty|traceparent|x-request-id",
    re.IGNORECASE,
)
"""Optional arguments that whole families of APIs have in common."""

_LATER = {
    "min": "max", "minimum": "maximum", "start": "end", "from": "to", "since": "until", "after": "before",
    "low": "high", "begin": "end", "lower": "upper", "in": "out", "smallest": "largest",
    "created": "updated", "started": "completed",
}  # fmt: skip
"""Words in the names of two arguments of which the first is the smaller."""
_ARRAY = re.compile(r"array_?like|ndarray|NDArray", re.IGNORECASE)
"""Types of Python that hold numbers."""


class Maker:
    """Makes values for one schema.

    Args:
        root: The schema that references lead into.
        random: Decides everything that the schema leaves open.
        optional: The share of optional properties that the outermost object gets.
        most_optional: The most optional properties that an object gets.
    """

    def __init__(self, root: Schema, random: Random, optional: float, most_optional: int) -> None:
        self.root = root
        self.random = random
        self.optional = optional
        self.most_optional = most_optional
        self.plausible = Plausible(random)
        self.parts = 0

    def make(self, schema: Schema, name: str, depth: int = 0) -> Any:
        """Return a value for ``schema``, which stands for something called ``name``.

        Raises:
            ImpossibleError: Nothing of a reasonable size conforms to it.
        """
        self.parts += 1
        if depth > _DEEPEST or self.parts > _MOST_PARTS * 12:
            raise ImpossibleError("it contains itself without end")
        if schema is True:
            return self.plausible.anything(name, "")
        flat = flatten(schema, self.root)
        if "const" in flat:
            return flat["const"]
        given, found = self._given(schema, flat, depth)
        if given:
            return found
        if _ARRAY.search(flat.get("x-python-type", "")) and conforms(
            numbers := self.plausible.numbers(), schema, self.root
        ):
            return numbers
        if "groups" in flat:
            return self._chosen(schema, flat, name, depth)
        return self._of_type(flat, name, depth)

    def _given(self, schema: Schema, flat: Flat, depth: int) -> tuple[bool, Any]:
        """Return whether the schema itself gives a value that conforms to it, and the value."""
        for keyword in ("examples", "enum", "default"):
            if keyword not in flat:
                continue
            values = flat[keyword]
            if keyword == "default":
                # An empty default says what happens without the argument, not what one would give.
                values = [] if values in (None, "", [], {}, "None", "null") else [values]
            elif not isinstance(values, list):
                values = [values]
            if not values:
                continue
            start = int(self.random.random() * len(values))
            for value in (values[start:] + values[:start])[:8]:
                if value is None and len(values) > 1:
                    continue
                if isinstance(value, str) and keyword == "examples" and TEMPLATE.fullmatch(value):
                    continue
                if (isinstance(value, dict | list) and (depth == 0 or len(repr(value)) > _LONGEST_GIVEN)) or (
                    isinstance(value, str) and len(value) > _LONGEST_GIVEN
                ):
                    continue
                if conforms(value, schema, self.root):
                    return True, value
        if "enum" in flat:
            raise ImpossibleError("no value of the enum conforms")
        return False, None

    def _chosen(self, schema: Schema, flat: Flat, name: str, depth: int) -> Any:
        branches = flat["groups"][0]
        start = int(self.random.random() * len(branches))
        order = [*branches[start:], *branches[:start]]
        # An absent value teaches nothing, so null is the last choice; but where it is deep, it ends the value.
        order.sort(key=lambda branch: (isinstance(branch, dict) and branch.get("type") == "null") == (depth < _DEEP))
        for branch in order[:_BRANCHES]:
            before = self.parts
            try:
                merged = with_branch(flat, 0, branch, self.root)
                value = self._flat(merged, name, depth + 1)
                if conforms(value, schema, self.root):
                    return value
            except ImpossibleError:
                self.parts = before
        raise ImpossibleError("no branch can be met")

    def _flat(self, flat: Flat, name: str, depth: int) -> Any:
        if "const" in flat:
            return flat["const"]
        rest = {keyword: value for keyword, value in flat.items() if keyword != "groups"}
        given, found = self._given(rest, flat, depth)
        if given:
            return found
        if "groups" in flat:
            return self._chosen({**rest, "allOf": [{"anyOf": group} for group in flat["groups"]]}, flat, name, depth)
        return self._of_type(flat, name, depth)

    def _of_type(self, flat: Flat, name: str, depth: int) -> Any:
        allowed = types(flat)
        if not allowed:
            # Of a type of another language the caller has a variable.
            return name if "x-type" in flat else self.plausible.anything(name, flat.get("description", ""))
        wanted = next((kind for kind in allowed if kind != "null"), allowed[0] if allowed else "string")
        if wanted != "null" and "null" in allowed and depth > _DEEP:
            return None
        match wanted:
            case "object":
                return self._object(flat, depth)
            case "array":
                return self._array(flat, name, depth)
            case "integer" | "number":
                return self._number(flat, name, whole=wanted == "integer")
            case "boolean":
                return self.random.random() < 0.6
            case "null":
                return None
            case _:
                return self._string(flat, name)

    def _object(self, flat: Flat, depth: int) -> dict[str, Any]:
        properties: dict[str, Any] = flat.get("properties", {})
        required = list(flat.get("required", ()))
        wanted = dict.fromkeys(required)
        if depth < _DEEP and self.parts < _MOST_PARTS:
            share = self.optional if depth == 0 else 0.5
            count = 0
            for key, schema in properties.items():
                if key in wanted or count >= self.most_optional or self.random.random() >= share:
                    continue
                if schema is not False and not (depth == 0 and share < 1 and _is_awkward(key, schema)):
                    wanted[key] = None
                    count += 1
        # A call without arguments shows nothing, where there are any to give.
        shown = 1 if depth == 0 and self.optional > 0 else 0
        least = max(flat.get("minProperties", 0), shown)
        for key, schema in properties.items():
            if len(wanted) >= least:
                break
            if schema is not False and not (least == shown and len(properties) > 1 and _is_awkward(key, schema)):
                wanted[key] = None
        for key, others in flat.get("dependentRequired", {}).items():
            if key in wanted:
                wanted.update(dict.fromkeys(others))
        made = {}
        for key in [key for key in properties if key in wanted] + [key for key in wanted if key not in properties]:
            before = self.parts
            try:
                made[key] = self.make(self._schema_of(flat, key), key, depth + 1)
            except ImpossibleError:
                if key in required:
                    raise
                self.parts = before
        if not properties:
            self._fill_map(flat, made, depth)
        _put_in_order(made, properties, self.root)
        return made

    def _schema_of(self, flat: Flat, key: str) -> Schema:
        """Return what a property must conform to."""
        if key in flat.get("properties", {}):
            return flat["properties"][key]  # type: ignore[no-any-return]
        for pattern, schema in flat.get("patternProperties", {}).items():
            expression = compiled(pattern)
            if expression is not None and expression.search(key):
                return schema  # type: ignore[no-any-return]
        other = flat.get("additionalProperties", True)
        if other is False:
            raise ImpossibleError(f"{key} is required and forbidden")
        return other  # type: ignore[no-any-return]

    def _fill_map(self, flat: Flat, made: dict[str, Any], depth: int) -> None:
        """Give an object with free names the entries that it needs, or one where it may have some."""
        other = flat.get("additionalProperties")
        patterns = flat.get("patternProperties", {})
        least = flat.get("minProperties", 0)
        if depth > _DEEP and not least:
            return
        for index in range(max(least, 1 if patterns or isinstance(other, dict) else 0)):
            key: str | None = ("status", "region", "team", "source", "tier")[index] if index < 5 else f"key{index}"
            if patterns:
                key = matching(next(iter(patterns)), self.random)
            elif isinstance(names := flat.get("propertyNames"), dict):
                key = str(self.make(names, "key", depth + 1))
            if key is None or key in made or (other is False and not patterns):
                continue
            try:
                schema = self._schema_of(flat, key)
                counted = isinstance(schema, dict) and schema.get("type") in ("integer", "number")
                made[key] = self.make(schema, "count" if counted else key, depth + 1)
            except ImpossibleError:
                if least:
                    raise

    def _array(self, flat: Flat, name: str, depth: int) -> list[Any]:
        items: Schema = flat.get("items", True)
        first: list[Any] = flat.get("prefixItems", [])
        least = flat.get("minItems", 0)
        most = flat.get("maxItems", math.inf)
        if least > 4 * _MOST_PARTS:
            raise ImpossibleError(f"{least} items")
        count = max(least, min(most, len(first) or (1 + int(self.random.random() * 2) if depth < _DEEP - 1 else 1)))
        singular = _singular(name)
        made: list[Any] = []
        tries = 0
        while len(made) < count and tries < count + 20:
            tries += 1
            schema = first[len(made)] if len(made) < len(first) else items
            if schema is False:
                break
            if "contains" in flat and not made:
                schema = {"allOf": [schema, flat["contains"]]}
            before = self.parts
            try:
                item = self.make(schema, singular, depth + 1)
            except ImpossibleError:
                self.parts = before
                if len(made) >= least:
                    break
                raise
            repeated = any(same(item, other) for other in made)
            if not repeated or (tries > count + 3 and not flat.get("uniqueItems") and len(made) < least):
                made.append(item)
                if isinstance(item, dict) and len(made) >= least and len(repr(item)) > _LONG_ITEM:
                    break
        if len(made) < least:
            raise ImpossibleError(f"{least} items that differ")
        return made

    def _string(self, flat: Flat, name: str) -> str:
        least = flat.get("minLength", 0)
        most = flat.get("maxLength", 10_000)
        if least > 5_000 or least > most:
            raise ImpossibleError(f"{least} characters")
        pattern = flat.get("pattern")
        form = flat.get("format")
        description = flat.get("description", "")
        made = None
        if form and (quoted := self.plausible.quoted(description)) is None:
            made = self.plausible.formatted(form, name)
        elif form:
            made = quoted
        elif pattern is not None and "arn" in pattern:
            made = self.plausible.arn(name, pattern)
        if made is None:
            made = self.plausible.string(name, description)
        if pattern is not None:
            expression = compiled(pattern)
            if expression is None:
                raise ImpossibleError("the pattern cannot be read")
            if not expression.search(made) or not least <= len(made) <= most:
                found = matching(pattern, self.random, least, most)
                if found is None:
                    raise ImpossibleError(f"nothing matches {pattern}")
                return found
            return made
        if len(made) > most:
            cut = made[:most]
            made = cut.rpartition(" ")[0] or cut if " " in cut and len(cut) > 12 else cut.rstrip(" -_.") or cut
        if len(made) < least:
            made = (made + "-" if made else "") + f"{self.random.getrandbits(4 * least):0{least}x}"
            made = made[: max(least, min(most, least))]
        return made

    def _number(self, flat: Flat, name: str, *, whole: bool) -> int | float:
        made = self.plausible.number(name, flat.get("description", ""), whole=whole)
        low = flat.get("minimum", -math.inf)
        high = flat.get("maximum", math.inf)
        step = flat.get("multipleOf")
        open_low = flat.get("exclusiveMinimum", -math.inf)
        open_high = flat.get("exclusiveMaximum", math.inf)
        gap = min(step or 0.5, _gap(max(low, open_low), min(high, open_high)))
        if open_low >= low and open_low != -math.inf:
            low = math.floor(open_low) + 1 if whole else open_low + gap
        if open_high <= high and open_high != math.inf:
            high = math.ceil(open_high) - 1 if whole else open_high - gap
        if not low <= made <= high:
            made = low if low > made and low != -math.inf else high
            if low != -math.inf and high != math.inf:
                made = low + (high - low) / 2 if high - low < 1e15 else low
        if step and not conforms(made, {"multipleOf": step}, True):
            made = _multiple(made, step, low, high)
        if whole:
            made = math.ceil(made) if made < low or low != -math.inf else math.floor(made)
        elif isinstance(made, float):
            short = round(made, 6)
            made = short if low <= short <= high and not step else made
        if not is_type(made, "number") or not low <= made <= high:
            raise ImpossibleError("no number lies between the bounds")
        return made


def _is_awkward(key: str, schema: Schema) -> bool:
    """Return whether a property is not the one to show: on its way out, or of the protocol, like a signature."""
    return _PROTOCOL.fullmatch(key) is not None or (isinstance(schema, dict) and schema.get("deprecated") is True)


def _put_in_order(made: dict[str, Any], properties: dict[str, Schema], root: Schema) -> None:
    """Swap the values of ``min_x`` and ``max_x``, ``start`` and ``end`` where the first is the larger."""
    for key in made:
        words = words_of(key)
        for at, word in enumerate(words):
            partner = _LATER.get(word)
            if partner is None:
                continue
            other = next((each for each in made if words_of(each) == (*words[:at], partner, *words[at + 1 :])), None)
            if other is None:
                continue
            low, high = made[key], made[other]
            numbers = is_type(low, "number") and is_type(high, "number")
            dates = isinstance(low, str) and isinstance(high, str) and low[:4].isdigit() and high[:4].isdigit()
            if (
                (numbers or dates)
                and low > high
                and conforms(high, properties.get(key, True), root)
                and conforms(low, properties.get(other, True), root)
            ):
                made[key], made[other] = high, low


def _singular(name: str) -> str:
    if name.endswith("ies") and len(name) > 4:
        return f"{name[:-3]}y"
    if name.endswith(("ches", "shes", "xes", "sses")):
        return name[:-2]
    return name[:-1] if name.endswith("s") and not name.endswith(("ss", "us", "is")) and len(name) > 3 else name


def _multiple(near: float, step: float, low: float, high: float) -> float:
    """Return a multiple of ``step`` between the bounds that is one to the letter of the binary fractions."""
    first = math.ceil(low / step) if near < low + step else round(near / step)
    for offset in (0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 8, 16, 50, 100):
        made = round((first + offset) * step, 12)
        if low <= made <= high and conforms(made, {"multipleOf": step}, True):
            return made
    raise ImpossibleError(f"no multiple of {step} lies between the bounds")


def _gap(low: float, high: float) -> float:
    """Return a quarter of the way between two bounds, 1 where one is missing."""
    gap = (high - low) / 4
    return gap if math.isfinite(gap) and gap > 0 else 1.0
