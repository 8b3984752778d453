"""What the path of a file says: its format, and the names by which links refer to the document in it.

Takes paths relative to the root of an input, with ``/``, and addresses as links hold them.
"""

import re
from collections.abc import Iterator

from lemnos.sources.documents.names import normalise
from lemnos.sources.documents.prose.builder import Resolve

MARKDOWN = (".md", ".markdown", ".mdown", ".mkdn", ".mkd", ".mdwn", ".mdx", ".qmd", ".rmd")
"""The extensions of Markdown."""
HTML = (".html", ".htm", ".xhtml")
"""The extensions of HTML."""
READABLE = (*MARKDOWN, *HTML, ".rst", ".rest", ".ipynb", ".txt", ".text")
"""The extensions of the files that are read. A link may use any of them, or none."""
UNREAD = {
    ".adoc": "AsciiDoc", ".asciidoc": "AsciiDoc", ".org": "Org mode", ".textile": "Textile",
    ".mediawiki": "wikitext", ".wiki": "wikitext", ".creole": "Creole", ".pod": "Pod", ".rdoc": "RDoc",
    ".tex": "LaTeX", ".texi": "Texinfo", ".texinfo": "Texinfo", ".dbk": "DocBook", ".docbook": "DocBook",
    ".dita": "DITA", ".docx": "Word", ".doc": "Word", ".odt": "OpenDocument", ".rtf": "RTF", ".pdf": "PDF",
    ".epub": "EPUB",
}  # fmt: skip
"""The extensions of documents in formats that are not read without pandoc, and the names of these formats."""
CONVERTED = {
    ".adoc": "asciidoc", ".asciidoc": "asciidoc", ".org": "org", ".textile": "textile", ".creole": "creole",
    ".pod": "pod", ".dbk": "docbook", ".docbook": "docbook", ".docx": "docx", ".odt": "odt",
    ".rtf": "rtf", ".epub": "epub",
}  # fmt: skip
"""The extensions in ``UNREAD`` that pandoc reads, and its names for these formats. It reads LaTeX and wikitext too, but
drops the words of macros and templates that it does not know."""
OWN_INPUTS = {
    ".jsonl": "a table", ".ndjson": "a table", ".parquet": "a table", ".zip": "an archive", ".tar": "an archive",
    ".tgz": "an archive", ".tbz2": "an archive", ".txz": "an archive", ".gz": "a compressed file",
    ".bz2": "a compressed file", ".xz": "a compressed file", ".warc": "a crawl",
}  # fmt: skip
"""The extensions of files that are inputs of their own and are not read in a folder, and what they hold."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_INDEX = ("index", "readme")


def unread_rule(form: str) -> str:
    """Return the rule by which files of a format in ``UNREAD`` are rejected.

    >>> unread_rule("Org mode")
    'unread_org_mode'
    """
    return f"unread_{form.lower().replace(' ', '_')}"


def remedies() -> dict[str, str]:
    """Return what a user can do about each rule by which a file is rejected for its format."""
    install = "pip install 'lemnos[pandoc]', which reads these formats, or convert the files"
    return {
        "own_input": "give tables, archives and dumps of the folder as inputs of their own",
        **{unread_rule(UNREAD[extension]): install for extension in CONVERTED},
    }


def stem(path: str) -> str:
    """Return ``path`` without its extension, if the extension is in ``READABLE`` or ``CONVERTED``."""
    dot = path.rfind(".")
    extension = path[dot:].lower()
    return path[:dot] if dot > 0 and (extension in READABLE or extension in CONVERTED) else path


def names_of(path: str) -> Iterator[str]:
    """Yield the names by which links and link tables refer to the file at ``path``, which is relative to the root."""
    yield normalise(path)
    bare = stem(path)
    yield normalise(bare)
    folder, _, name = bare.rpartition("/")
    if name.lower() in _INDEX:
        yield normalise(f"{folder}/index" if folder else "index")
        yield normalise(folder)
    else:
        yield normalise(name)


def relative_to(path: str) -> Resolve:
    """Return the resolver of links in the file at ``path``, which returns names as ``names_of`` yields them.

    Addresses of other sites, fragments of the same page and paths outside the root resolve to an empty string.
    """
    folder = path.split("/")[:-1]

    def resolve(address: str) -> str:
        address = address.strip().split("#", 1)[0].split("?", 1)[0].replace("\\", "/")
        if not address or _SCHEME.match(address):
            return ""
        segments = [] if address.startswith("/") else folder.copy()
        for segment in address.split("/"):
            if segment == "..":
                if not segments:
                    return ""
                segments.pop()
            elif segment not in ("", "."):
                segments.append(segment)
        bare = stem("/".join(segments))
        if bare.lower().endswith("/readme"):
            bare = bare[:-6] + "index"
        return normalise(bare)

    return resolve
