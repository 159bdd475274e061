"""The window: everything a person at the desk sees and presses. Talks to custdesk only."""
