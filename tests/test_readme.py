"""Every command and every piece of Python in the README runs, on small inputs under the names it uses."""

import bz2
import importlib.util
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import msgspec
import pytest

from tests.conftest import quick_lemnos
from tests.llm.conftest import Serve, allow, serve  # noqa: F401, fixtures
from tests.llm.tiny_model import make_model

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^    (lemnos [^#\n]+?)(?: +#.*)?$", README, re.MULTILINE)
PYTHON = re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def read_corpus() -> dict[str, str]:
    """Return title → Markdown body of the demo articles, without front matter."""
    articles = {}
    for path in sorted((ROOT / "demo" / "corpus").glob("*.md"))[:16]:
        _, _, body = path.read_text(encoding="utf-8").split("---", 2)
        articles[path.stem] = body
    return articles


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with everything that the README's commands name."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "recipes", folder / "recipes")
    _reduce(folder / "recipes" / "full.yaml")
    shutil.copytree(ROOT / "demo", folder / "demo")
    articles = read_corpus()
    (folder / "articles").mkdir()
    (folder / "docs").mkdir()
    rows, pages, links = [], [], []
    for number, (name, body) in enumerate(articles.items()):
        targets = re.findall(r"\]\(([\w-]+)\.md\)", body)
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", body)
        (folder / "docs" / f"{name}.md").write_text(body, encoding="utf-8")
        (folder / "articles" / f"{name}.txt").write_text(
            re.sub(r"^#+ ", "", plain, flags=re.MULTILINE), encoding="utf-8"
        )
        rows.append(msgspec.json.encode({"name": name, "body": plain, "refs": targets}))
        links += [f"{name}\t{target}" for target in targets]
        wikitext = re.sub(r"\[([^\]]*)\]\(([\w-]+)\.md\)", r"[[\2|\1]]", body)
        wikitext = re.sub(
            r"^## (.*)$", r"== \1 ==", re.sub(r"^# .*$", "", wikitext, flags=re.MULTILINE), flags=re.MULTILINE
        )
        pages.append(
            f"<page><title>{name}</title><ns>0</ns><id>{number}</id>"
            f'<revision><text xml:space="preserve">{wikitext}</text></revision></page>'
        )
    (folder / "openapi").mkdir()
    (folder / "package").mkdir()
    for file in ("apis/harbours.yaml", "services/boatyard.yaml"):
        shutil.copy2(ROOT / "demo" / file, folder / "openapi")
    shutil.copy2(ROOT / "demo" / "apis" / "chart-table.json", folder / "servers.json")
    shutil.copy2(ROOT / "demo" / "apis" / "tides.py", folder / "package" / "__init__.py")
    (folder / "logs").mkdir()
    shutil.copy2(ROOT / "tests" / "sources" / "trajectories" / "samples" / "openai_chat.json", folder / "logs")
    if importlib.util.find_spec("torch") is not None:
        for name in ("ckpt-1000", "ckpt-2000"):
            make_model(folder / name)
    turns = [{"question": f"Question {number}?", "gold": f"Answer {number}"} for number in range(3)]
    stories = [{"id": name, "story": "A story.", "turns": turns} for name in ("a", "b")]
    (folder / "coqa.jsonl").write_bytes(msgspec.json.Encoder().encode_lines(stories))
    (folder / "pages.jsonl").write_bytes(b"\n".join(rows))
    (folder / "lines.jsonl").write_text('{"history": ["A reef."], "candidates": ["Fish.", "Tides."]}\n')
    (folder / "links.tsv").write_text("\n".join(links), encoding="utf-8")
    with zipfile.ZipFile(folder / "manual.zip", "w") as archive:
        archive.write(sorted((folder / "docs").iterdir())[0], "extra.md")
    head = (
        '<mediawiki xml:lang="en"><siteinfo><dbname>enwiki</dbname><base>https://en.wikipedia.org/wiki/Main_Page</base>'
        '<case>first-letter</case><namespaces><namespace key="0" case="first-letter" /></namespaces></siteinfo>'
    )
    dump = head + "\n".join(pages) + "</mediawiki>"
    (folder / "enwiki-latest-pages-articles-multistream.xml.bz2").write_bytes(bz2.compress(dump.encode()))
    return folder


def _reduce(recipe: Path) -> None:
    """Let the steps of the full recipe train on little and measure little: its seven proxies take minutes."""
    text = recipe.read_text(encoding="utf-8")
    for size, less in (
        ("width: 96, heads: 4, hidden: 256", "width: 16, heads: 2, hidden: 32"),
        ("60k", "4k"),
        ("copy: 48", "copy: 4"),
    ):
        assert size in text
        text = text.replace(size, less)
    recipe.write_text(text, encoding="utf-8")


def test_every_command_runs(place: Path, serve: Serve) -> None:  # noqa: F811
    url = serve().url
    assert len(COMMANDS) >= 8
    made = quick_lemnos("run", "recipes/demo.yaml", "-q", cwd=place)
    assert made.code == 0, made.err
    for command in COMMANDS:
        if "ckpt-" in command and not (place / "ckpt-1000").exists():
            continue
        command = command.replace("http://localhost:8000/v1", url)
        ended = quick_lemnos(*shlex.split(command)[1:], cwd=place)
        assert ended.code == 0, f"{command}\n{ended.err}"
        assert ended.out.strip()


def test_the_python_runs(place: Path) -> None:
    assert len(PYTHON) == 1
    assert quick_lemnos("run", "recipes/demo.yaml", "-q", cwd=place).code == 0
    (place / "example.py").write_text(PYTHON[0], encoding="utf-8")
    result = subprocess.run([sys.executable, "example.py"], cwd=place, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
