"""The risk register (风险清单): hazards of subjects, how grave they are, how they are held down, and by whom."""
