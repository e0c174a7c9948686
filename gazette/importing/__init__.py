"""A file that was published → a document of the publication: ``build.py import``.

    bytes → printed (plain, word, pdf) → sheets → paragraphs → draft (report, newspaper) → writer → text

Nothing is taken for granted: what was left out or written in another way is listed, what is in doubt is told with its line.
"""
