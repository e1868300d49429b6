"""Rehearsals (推演) that an office asks for on a page: the ground that they run on, the run, what it found.

The run itself is `taizhang rehearse` in a process and a database of its own: nothing of it can reach the real data.
"""
