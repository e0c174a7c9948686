"""Alignment of an explainer's clauses with the report's sentences, and the differences between them."""
