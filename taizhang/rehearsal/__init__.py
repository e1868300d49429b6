"""A whole campaign in simulated time: invented people of many habits drive the public doors, and nothing else does.

`rehearse` runs it in a database of its own and says what held; `demonstration` keeps what came of it, to be looked at.
"""
