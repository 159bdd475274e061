"""Processes of our own beside the desk: how one is started, fenced in, spoken to and ended."""
