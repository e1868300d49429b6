"""The ledger of problems, each on its way round the closed loop."""
