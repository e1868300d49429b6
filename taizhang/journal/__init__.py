"""The journal: every fact enters here, once, by `append`; nothing in it is ever changed.

`append` stores a batch, folds every thing that it touches, moves the figures and runs the reactions, in one
transaction. Rooms above register what they know: kinds of entry (`kinds`), how their things are folded
(`projections`), what follows from
an entry (`reactions`).
"""
