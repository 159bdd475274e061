"""Preview and printing: the very PDF that goes to the printer."""
