"""The ways outwards: thin adapters, each to one kind of service at a settable address."""
