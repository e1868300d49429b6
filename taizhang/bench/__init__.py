"""How fast it is on this machine, always as a ratio to a yardstick run beside it in the same minute."""
