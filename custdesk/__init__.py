"""The office itself: what a property-management front desk keeps, owes and prints. No Qt in here."""

__version__ = "0.1.0"
