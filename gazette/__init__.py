"""Gazette: reports and their newspaper explainers, as linked pages in two scripts."""
