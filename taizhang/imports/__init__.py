"""Owns the way from somebody's Excel file into the register and the organisation.

A file is kept as it came, its columns are matched to ours, it is checked without writing anything, and then carried
out in one transaction by the worker: all of it, or nothing.
"""
