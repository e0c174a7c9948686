"""Convert between Simplified and Traditional Chinese, and find what a person should review."""
