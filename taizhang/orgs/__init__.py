"""The organisation: the tree of places and bodies, and the posts in it. Changes are entries like any other."""
