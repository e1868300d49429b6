"""Borders of areas (辖区边界): read from a file of the survey office, matched with the tree, kept for maps."""
