"""Glossary, annotations, and checks that need all documents."""
