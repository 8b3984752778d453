"""Read JSON Schema (draft 2020-12) directly: check values against a schema, and merge references into it.

    value, schema, root ──▶ validation.conforms ──▶ bool
    schema, root ──▶ flatten.flatten ──▶ flat schema ──▶ examples/ (values), render/ (fields)

Modules, in the order in which they build on each other:

    validation   whether a value conforms to a schema; JSON pointers, equality and types of JSON values
    flatten      a schema with ``$ref`` and ``allOf`` merged in, and ``anyOf`` and ``oneOf`` kept as groups of branches
"""
