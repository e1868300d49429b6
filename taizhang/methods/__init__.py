"""Method ladders under way (分步处置): which step a case is at, what was served and proved, when the next may begin."""
