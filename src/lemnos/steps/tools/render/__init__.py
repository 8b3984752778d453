"""Render tools as documents in one of several surface forms, each complete: arguments, result, errors, an example.

    Tool ──▶ facts (fields, example call) ──▶ forms ──▶ one renderer ──▶ text ──▶ tool_documents ──▶ ToolDocument

Modules, in the order in which data flows:

    tool_documents    third phase of ``tools``: the kept tools of a shard to documents
    forms             the names of all forms, which of them fit a tool, and ``render``
    bounds            constraints on a value, in words
    fields            a JSON Schema to a tree of fields
    facts             a tool to everything that a form shows of it, and texts on its fields
    wording           sentences, lines and choices of words that the forms share
    compact           a schema to a smaller one without references
    calls             signatures and example calls in the language of the function
    protocol          authentication, request and answers of an HTTP operation, in words
    http              the example call to an HTTP request
    yaml_text         a mapping to YAML
    markdown          forms: reference page, cheat sheet
    manual            form: plain prose
    question_answer   form: questions and answers
    man_page          form: a page as ``man`` shows it
    python_stub       form: a Python function with a docstring
    typescript        form: a TypeScript declaration
    definitions       forms: definitions of OpenAI, Anthropic and MCP
    openapi           form: an excerpt of an OpenAPI description
    http_example      form: a request and its response
"""
