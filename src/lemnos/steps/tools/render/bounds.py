"""Tell the constraints of a schema on its values in words: ``Flat`` -> ``at least 1``, ``format date``."""

from lemnos.steps.tools.render.wording import english_list, ticked
from lemnos.steps.tools.schemas.flatten import Flat

_PHRASES = (
    ("minimum", "at least {}"),
    ("exclusiveMinimum", "greater than {}"),
    ("maximum", "at most {}"),
    ("exclusiveMaximum", "less than {}"),
    ("multipleOf", "a multiple of {}"),
    ("minLength", "at least {} characters"),
    ("maxLength", "at most {} characters"),
    ("minItems", "at least {} items"),
    ("maxItems", "at most {} items"),
    ("minProperties", "at least {} entries"),
    ("maxProperties", "at most {} entries"),
)
BOUNDED = frozenset(
    (
        "format", "pattern", "$comment", "uniqueItems", "readOnly", "writeOnly", "contentMediaType", "contentEncoding",
        "propertyNames", "patternProperties", "dependentRequired", *(keyword for keyword, _ in _PHRASES),
    )
)  # fmt: skip
"""Keywords that constrain a value and are told in words."""
_ORDINARY = frozenset(("int32", "float", "double", "string", "number", "integer", "object", "boolean", ""))


def bounds_of(flat: Flat) -> tuple[str, ...]:
    """Return the constraints of a flat schema on its values, each as a phrase: ``at least 1``."""
    if BOUNDED.isdisjoint(flat):
        return ()
    phrases = []
    form = flat.get("format")
    if isinstance(form, str) and form not in _ORDINARY:
        phrases.append(f"format {form}")
    for keyword, phrase in _PHRASES:
        value = flat.get(keyword)
        if value is not None and not (value == 0 and keyword in ("minLength", "minItems", "minProperties")):
            text = phrase.format(f"{value:g}" if isinstance(value, float) else value)
            phrases.append(text.removesuffix("s") if value == 1 and text.endswith(("characters", "items")) else text)
    if "pattern" in flat and flat["pattern"] not in (".*", "^.*$", ".+"):
        phrases.append(f"matches {ticked(flat['pattern'])}")
    if (comment := flat.get("$comment", "")).startswith("Matches "):  # a pattern that is not checked
        phrases.append(f"m{comment[1:].rstrip('.')}")
    if flat.get("uniqueItems") is True:
        phrases.append("no item twice")
    if flat.get("readOnly") is True:
        phrases.append("read-only")
    if flat.get("writeOnly") is True:
        phrases.append("write-only")
    content = [flat[key] for key in ("contentMediaType", "contentEncoding") if isinstance(flat.get(key), str)]
    if content:
        phrases.append(f"content {', '.join(content)}")
    names = flat.get("propertyNames")
    patterns = [names["pattern"]] if isinstance(names, dict) and "pattern" in names else []
    patterns += flat["patternProperties"] if isinstance(flat.get("patternProperties"), dict) else ()
    if patterns:
        phrases.append(f"names match {english_list([ticked(pattern) for pattern in patterns], 'or')}")
    for name, needed in flat.get("dependentRequired", {}).items():
        phrases.append(f"{ticked(name)} needs {english_list([ticked(each) for each in needed])}")
    return tuple(phrases)
