"""Numbers with their units, and what is stated of an indicator."""
