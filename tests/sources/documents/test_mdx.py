"""MDX: JavaScript goes, the text between tags stays."""

import pytest
from hypothesis import given, settings

from lemnos.sources.documents.folder import parse_file
from lemnos.sources.documents.prose import markdown
from lemnos.sources.documents.prose.builder import Prose
from tests.sources.documents.prose_checks import MARKUP, assert_sound, texts


def parse(text: str) -> Prose:
    return markdown.parse(text, lambda address: address, is_mdx=True)


@pytest.mark.parametrize(
    "source",
    [
        "import Kiln from './kiln';",
        "import Kiln, {\n  Wood,\n  Gas as Fire,\n} from './kiln'",
        "import * as kilns from 'kilns';\nimport './hot.css';",
        "import {\n  Wood\n}\n  from './kiln';",
        "import type {Kiln} from './kiln';",
        "export const meta = {\n  title: 'Kilns: hot',\n\n  list: [1, 2],\n};",
        "export const text = `a\n\nb ${c}`;",
        "export const Kiln = ({heat}) => (\n  <b>\n    {heat}\n  </b>\n);",
        "export function Kiln(props) {\n  return <b>{props.heat}</b>;\n}",
        "export default function Layout({children}) {\n  return <div>{children}</div>\n}",
        "export {Kiln} from './kiln';",
        "export const hot = true",
        "{/* A comment\n\nover lines. */}",
        "{list.map((kiln) => <li key={kiln.id}>{kiln.name}</li>)}",
        "<Kiln heat={{a: 1, b: '>'}} onFire={() => x > 1} />",
        "<Kiln\n  heat={1}\n  {...props}\n/>",
    ],
)
def test_code_goes(source: str) -> None:
    prose = parse(f"First words stand here.\n\n{source}\n\nLast words stand here.\n")
    assert texts(prose) == ["First words stand here.", "Last words stand here."]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<Note>\n  Mind the heat.\n</Note>", ["Mind the heat."]),
        ("<Note>Mind the heat.</Note>", ["Mind the heat."]),
        ("<Tabs values={[{a: 1}]}>\n<TabItem value='x'>\n\nMind the heat.\n\n</TabItem>\n</Tabs>", ["Mind the heat."]),
        ("<Tabs.Tab>\n\n    Mind the heat.\n\n</Tabs.Tab>", ["Mind the heat."]),
        ("<div style={{color: 'red'}}>\n\nMind the heat.\n\n</div>", ["Mind the heat."]),
        ("<>\n\nMind the heat.\n\n</>", ["Mind the heat."]),
        ("Mind{' '}the <b>heat</b>.", ["Mind the heat."]),
        ("Mind {`the`} heat.", ["Mind the heat."]),
        ("Burn {props.wood} now. Mind the heat.", ["Mind the heat."]),
        ("Mind \\{the\\} heat.", ["Mind {the} heat."]),
        ("Mind `{the}` heat.", ["Mind {the} heat."]),
        ("Mind `<Kiln x={1}>` well.", ["Mind <Kiln x={1}> well."]),
        ("import taxes from abroad.", ["import taxes from abroad."]),
        ("export duties rose.", ["export duties rose."]),
    ],
)
def test_text_stays(source: str, expected: list[str]) -> None:
    assert texts(parse(source)) == expected


def test_fences_stay_verbatim() -> None:
    code = "```jsx\nimport A from 'a';\n\n{/* kept */}\n<A x={1} />\n```"
    assert texts(parse(f"First words stand here.\n\n{code}\n"))[1] == code


def test_what_is_left_out_is_counted() -> None:
    prose = parse("It is hot.\n\n<Kiln />\n\n{kilns}\n\nBurn {wood} now.\n")
    assert prose.left_out == {"components": 1, "expressions": 1, "sentences_with_placeholders": 1}


def test_the_extension_decides() -> None:
    text = b"Kilns burn {wood} all day long."
    assert parse_file("a.mdx", text).text == ""
    assert parse_file("a.md", text).text == "Kilns burn {wood} all day long."


def test_markdown_of_platforms_may_hold_modules_and_tags_with_braces() -> None:
    source = b"import A from './a';\n\n<Tabs values={[1]}>\n\nMind the {heat} of it all.\n\n</Tabs>\n\n{/* gone */}\n"
    assert parse_file("a.md", source).text == "Mind the {heat} of it all."


@settings(max_examples=200, deadline=None)
@given(MARKUP)
def test_any_text_is_read(text: str) -> None:
    assert_sound(parse(text))
