"""Converts schemas as authors write them into valid, self-contained JSON Schema (draft 2020-12).

    bytes ──▶ yaml_json ──▶ value ──▶ convert ──▶ definitions ──▶ SelfContained (JSON text with its $defs)
                                        │  ▲
           refs, keywords, values, patterns, overlap, dynamic, subtypes, example_text

Modules, in the order in which data flows:

    yaml_json      YAML or JSON bytes to Python values, within bounds
    numbers        numbers that keep the text of their author
    duplicate_keys the keys that an object of a JSON text repeats
    refs           ``$ref`` within and across the files of one input
    dynamic        ``$dynamicRef``: the parts that a generic schema leaves open
    subtypes       the subtypes that the discriminator of a schema leads to
    convert        a schema, keyword by keyword
    keywords       a function for each keyword
    values         names of types, numbers and example values
    patterns       regular expressions that any validator can run quickly
    example_text   numbers in an example to text where its schema says string
    overlap        ``oneOf`` and ``additionalProperties`` that exclude more than the author meant
    overrides      the properties of the members of ``allOf``, of which a later one overrides an earlier one
    cuts           a schema without what one direction, the bounds or the media type leave out
    definitions    named schemas, converted once per file, and the ``$defs`` of each tool
"""
