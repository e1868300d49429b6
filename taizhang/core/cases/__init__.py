"""The closed loop of a problem: its states, the steps between them, and the fold of its entries."""
