"""Benchmarks as ratios measured in one run: `make bench`. Never a timed assertion in a test."""
