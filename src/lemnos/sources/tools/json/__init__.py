"""Reads tools from JSON: MCP servers, function lists, RapidAPI descriptions, API cards and Seal-Tools functions.

    bytes ──▶ records ──▶ JsonValue ──┬──▶ mcp ─────────┐
                                      ├──▶ functions ───┤
                                      ├──▶ rapidapi ────┼──▶ parameters ──▶ schema/ ──▶ Tool | Rejected
                                      ├──▶ cards ───────┤
                                      └──▶ sealtools ───┘

Modules, in the order in which data flows:

    base              the source and shard that all kinds share
    records           a file to its JSON values, each with its position
    mcp               tools of MCP servers
    functions         function lists for models
    rapidapi          RapidAPI descriptions as ToolBench publishes them
    cards             API cards of model hubs and API collections
    card_arguments    the arguments on a card to properties
    sealtools         functions of Seal-Tools
    documented        the arguments that a description documents
    parameters        parameters in any of these forms to a JSON Schema
"""
