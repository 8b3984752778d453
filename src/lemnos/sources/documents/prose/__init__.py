"""Extracts the prose of one text in Markdown, HTML, reStructuredText or plain text.

    text ──▶ markdown | html | rst | plaintext ──▶ headings, paragraphs, lists ──▶ builder ──▶ Prose ──▶ Document

Modules, in the order in which data flows:

    markdown     CommonMark with the extensions of documentation platforms
    html         a web page without its navigation
    rst          reStructuredText as docutils and Sphinx read it
    plaintext    plain text, by its layout alone
    captions     the captions in plain text, by their shape
    builder      the headings and paragraphs of any of them to text with exact offsets
"""
