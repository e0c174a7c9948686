"""Numbers with their units, and checks of the figures of an indicator."""
