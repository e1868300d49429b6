"""Taizhang (台账): a written plan goes in, a running campaign comes out."""
