"""Figures and duties as they stand now, read through the one reading door; formulas are rules, frozen ones records."""
