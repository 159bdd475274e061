"""Exposes the small office of vaults.py."""

from tests.custdesk.store.vaults import furnished, vault

__all__ = ["furnished", "vault"]
