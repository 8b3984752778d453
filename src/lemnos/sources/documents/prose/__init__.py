"""Extracts the prose of one text in Markdown, HTML, reStructuredText or plain text.

    text ──▶ notebook | markdown | html | rst | plaintext ──▶ headings, paragraphs, code ──▶ builder ──▶ Prose

Modules, in the order in which data flows:

    notebook     a Jupyter notebook, as one page of Markdown
    markdown     CommonMark and front matter; markdown_code, markdown_extensions, myst and mdx: what platforms add to it
    html         a web page without its navigation
    rst          reStructuredText as docutils and Sphinx read it
    pandoc       AsciiDoc, Org mode, Word and others, by pandoc where it is installed
    plaintext    plain text, by its layout alone
    templates    tags of template languages in any of these
    spans        tables whose cells span several columns or rows
    captions     the captions in plain text, by their shape
    paths        what the path of a file says: its format and its names
    placeholders what stands for words that are not in the page
    builder      the headings and paragraphs of any of them to text with exact offsets
"""
