"""Clauses of an explainer beside the sentences of its report."""
