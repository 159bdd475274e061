"""The office of tests/desks.py for the scenarios."""

from tests.desks import clock, office, store, templates

__all__ = ["clock", "office", "store", "templates"]
