"""Editors' files → documents."""
