"""Convert a published file to a document of the site: ``build.py import``.

    bytes → extracted text (plain_text, word, pdf) → page_numbers → paragraphs → draft (report, newspaper) → markdown_writer

What is left out or written another way is listed; what is uncertain is reported with its line.
"""
