"""The styles ``plain`` and ``chatml`` as chat templates: what a reader of the checkpoint renders is what pack rendered.

A template takes messages in the form of OpenAI's chat API; ``reasoning_content`` is a thought. Without
``add_generation_prompt`` it gives the text of ``PlainRenderer`` and ``ChatmlRenderer``; with it, that text up to where
the assistant goes on. Arguments of calls are objects, as pack has them; a template cannot read JSON, so arguments that
are given as text stand as they are.
"""

import json
from typing import Literal

from lemnos.steps.pack.render.chatml import END, START, TOOLS

Style = Literal["plain", "chatml"]

_CHATML = """\
{%- macro offered() -%}
{{- @TOOLS@ -}}
{%- for tool in tools -%}{{- tool | tojson + "\\n" -}}{%- endfor -%}
{{- "</tools>" -}}
{%- endmacro -%}
{{- @BOS@ -}}
{%- if tools and messages[0].role != "system" -%}
{{- @START@ + "system\\n" + offered() + @END@ + "\\n" -}}
{%- endif -%}
{%- for message in messages -%}
{{- @START@ + message.role + "\\n" -}}
@SAID@
{{- "\\n" -}}
{%- endfor -%}
{%- if add_generation_prompt -%}{{- @START@ + "assistant\\n" -}}{%- else -%}@LAST@{%- endif -%}
"""

_CHATML_SAID = """\
{%- if message.reasoning_content -%}{{- "<think>\\n" + message.reasoning_content + "\\n</think>\\n\\n" -}}{%- endif -%}
{{- message.content or "" -}}
{%- for call in message.tool_calls or [] -%}
{%- if message.content or not loop.first -%}{{- "\\n" -}}{%- endif -%}
{%- set given = call.function.arguments -%}
{{- "<tool_call>\\n{\\"name\\": " + call.function.name | tojson + ", \\"arguments\\": " -}}
{%- if given is string and given.startswith("{") -%}{{- given -}}{%- else -%}{{- given | tojson -}}{%- endif -%}
{{- "}\\n</tool_call>" -}}
{%- endfor -%}
{%- if message.role == "system" and tools -%}{{- "\\n\\n" + offered() -}}{%- endif -%}
{{- @END@ -}}"""

_PLAIN = """\
{{- @BOS@ -}}
{%- if tools -%}
{{- "Tools:\\n" -}}
{%- for tool in tools -%}{{- tool.function | tojson + "\\n" -}}{%- endfor -%}
{{- "\\n" -}}
{%- endif -%}
{%- set names = {"system": "System", "user": "User", "assistant": "Assistant"} -%}
{%- for message in messages -%}
{%- set said = namespace(name=names[message.role] or "Tool", before=" ") -%}
{%- if message.role == "tool" -%}
{%- for each in messages -%}{%- for call in each.tool_calls or [] -%}
{%- if call.id == message.tool_call_id -%}{%- set said.name = "Tool " + call.function.name -%}{%- endif -%}
{%- endfor -%}{%- endfor -%}
{%- endif -%}
{{- said.name + ":" -}}
@SAID@
{%- endfor -%}
{%- if add_generation_prompt -%}{{- "Assistant:" -}}{%- endif -%}
"""

_PLAIN_SAID = """\
{%- if message.reasoning_content -%}
{{- " Thought: " + message.reasoning_content -}}{%- set said.before = "\\n" -%}
{%- endif -%}
{%- if message.content -%}{{- said.before + message.content -}}{%- set said.before = "\\n" -%}{%- endif -%}
{%- for call in message.tool_calls or [] -%}
{%- set given = call.function.arguments -%}
{{- said.before + "Call: " + call.function.name + " " -}}
{%- if given is string -%}{{- given -}}{%- else -%}{{- given | tojson -}}{%- endif -%}
{%- set said.before = "\\n" -%}
{%- endfor -%}
{%- if loop.last and not add_generation_prompt -%}{{- @EOS@ -}}{%- else -%}{{- "\\n\\n" -}}{%- endif -%}"""


def own_template(style: Style, bos: str, eos: str, *, marked: bool = False) -> str:
    """Return the chat template of a style.

    Args:
        style: Of the two that are written here.
        bos: Text before every conversation; may be empty.
        eos: Text after it.
        marked: Whether what has a loss under the mask ``assistant`` stands between ``{% generation %}`` tags, which not
            every reader of templates knows. A message with ``loss`` false has none.
    """
    text, said, last = (_CHATML, _CHATML_SAID, "{{- @EOS@ -}}") if style == "chatml" else (_PLAIN, _PLAIN_SAID, "")
    if marked:
        said, last = _marked(said, "message"), _marked(last, "messages[-1]")
    text = text.replace("@SAID@", said).replace("@LAST@", last)
    named = {"BOS": bos, "EOS": "" if style == "chatml" and eos == END else eos, "START": START, "END": END}
    for name, value in (named | {"TOOLS": TOOLS}).items():
        text = text.replace(f"@{name}@", json.dumps(value, ensure_ascii=False))
    return text


def _marked(said: str, message: str) -> str:
    answers = f'{message}.role == "assistant" and {message}.loss is not false'
    tags = f"{{%- generation -%}}{said}{{%- endgeneration -%}}"
    return f"{{%- if {answers} -%}}{tags}{{%- else -%}}{said}{{%- endif -%}}"
