"""The office of tests/desks.py for every test of custdesk."""

from tests.desks import clock, office, store, templates

__all__ = ["clock", "office", "store", "templates"]
