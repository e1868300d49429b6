"""The register of what is inspected (整治对象底数): what is on it, where it belongs, what changed, what was the same.

It belongs to no campaign: a shop stays the same shop in every campaign that looks at it.
"""
