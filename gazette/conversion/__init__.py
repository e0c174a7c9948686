"""Simplified ↔ Traditional, and what a person should review."""
