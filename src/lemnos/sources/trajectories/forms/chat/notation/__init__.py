"""How the forms of this package write what they share: JSON in text, tools, calls and thoughts.

``values.py``
    JSON values, and JSON as text in them.
``record.py``
    What a record says beside its messages: ids, model, reward.
``tools.py``
    Lists of tools in any notation → ``DraftTool``.
``json_calls.py``
    Calls as JSON or as Python's notation of it.
``python_calls.py``
    Calls as Python source: ``[find(city="Oslo")]``.
``tagged.py``
    Thoughts, calls and outputs in tags: ``<think>``, ``<tool_call>``.
``content.py``
    The content of a message: text or typed parts.
``turns.py``
    Lists of messages: where a record holds them, and in which notation.
``react_text.py``
    Calls as actions in text, with their thoughts.
``outputs.py``
    One output for several calls.
"""
