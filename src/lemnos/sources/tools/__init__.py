"""Reads API descriptions of every supported kind into tools: a name, a documentation text and a schema of parameters.

    path ──▶ detect ──┬──▶ openapi/ ──┬──▶ schema/ ──┐
                      ├──▶ json/ ─────┘              │
                      ├──▶ python/ ──────────────────┼──▶ Tool | Rejected
                      ├──▶ pages/ ───────────────────┘
                      └──▶ mixed ──▶ openapi/, json/ or pages/, chosen for each file

Modules, in the order in which data flows:

    base        the protocol of a source and of its shards
    kinds       the kinds of descriptions and the module that reads each
    detect      a path to the source that reads it
    mixed       a folder or archive that holds files of several kinds
    openapi/    OpenAPI 2.0, 3.0 and 3.1 descriptions
    json/       tool lists in JSON: MCP, function lists, RapidAPI, API cards, Seal-Tools
    python/     Python packages and the service descriptions of botocore
    pages/      API documentation in HTML, Markdown or a WARC archive
    corrected/  what no server could keep, taken out of OpenAPI descriptions
    schema/     schemas as authors write them to JSON Schema draft 2020-12

Every source repairs a value that has only one possible meaning, and lists the rules that it applied in
``Tool.repaired``.
"""
