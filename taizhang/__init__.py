"""Taizhang (台账): a written plan goes in, a running campaign comes out."""

__version__ = "0.2.0"
