"""Reads OpenAPI 2.0 (Swagger), 3.0 and 3.1 descriptions into tools, one for each operation.

    file ──▶ source ──▶ schema/yaml_json ──▶ Specification ──▶ operations ──┬──▶ names ──────┐
                                                                            ├──▶ arguments ──┼──▶ Tool | Rejected
                                                                            └──▶ responses ──┘

Modules, in the order in which data flows:

    source        a file, a folder or an archive, and its shards
    contradictions  a description without the properties to which nothing conforms
    operations    one description to the tool of each operation
    names         names of operations, provider, server, licence, JSON pointers
    media_types   the media types of a body, of which a tool shows one
    styles        parameter and encoding objects to how a call writes an argument
    security_prose  what descriptions say about authentication in words
    security      security schemes and requirements to the ways to authenticate
    examples      example values of media types and parameters
    xml_names     names of elements and attributes of a body in XML
    links         links of responses
    argument_list  the arguments of one operation while they are read
    arguments     parameters and request body to the arguments of one function
    responses     responses to the schema of the result, example results and errors

Schemas are converted by ``lemnos.sources.tools.schema``.
"""
