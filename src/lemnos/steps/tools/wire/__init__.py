"""Carries the arguments of HTTP operations in requests: written by a caller, read by a server.

    Tool, arguments ──▶ requests.written ──▶ Request ──▶ routes ──▶ reading.arguments_of ──▶ Tool, arguments

Modules, in the order in which data flows:

    styles     a value to percent-encoded text, in the styles of OpenAPI
    requests   a call to its request: path, query, header fields, body
    routes     method and path to the operation that answers
    forms      the JSON types of a schema, and text to a value of them
    values     percent-encoded text to a value: ``styles`` backwards
    bodies     a body in JSON, of a form, in XML or text to a value, and back
    reading    a request to the arguments of a call: ``requests`` backwards
"""
