"""Serves worlds to clients of HTTP and of MCP.

    inputs ──▶ tools ──▶ Catalogue ──▶ Worlds ──▶ HttpWorlds, McpWorlds, Control ──▶ Application ──▶ uvicorn

Modules, in the order in which data flows:

    inputs       the tools of runs and of files of descriptions
    catalogue    the APIs that are served, by the name in their addresses; specs made when they are first needed
    worlds       the worlds that are held, by handle: made when they are first called, put aside when there are many
    answers      observations to responses in the media types of the description
    cache        answers that are kept while they are true
    http         requests to calls, and their answers
    mcp          the tools of a world over MCP
    description  the OpenAPI document of what a world serves
    control      list, look at, reset, advance, save and load worlds
    connection   the bytes of a connection to requests, and answers to bytes
    application  all of these under their addresses, and the server
"""
