"""Publication → artifacts: one module per kind of file that readers get."""
