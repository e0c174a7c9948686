"""Gazette: reports and their newspaper explainers, as linked pages in two scripts."""

#: Of the program; a publication says by which it was written (gazette/sources/versions.py).
VERSION = "0.2.0"
