"""Propose which number of a document is which indicator, from what editors marked in other documents."""
