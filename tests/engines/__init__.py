"""The reader's functions in other browsers than the current Chromium."""
