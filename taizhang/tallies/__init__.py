"""Figures as sums of contributions: each thing adds its own at its place and at every place above it."""
