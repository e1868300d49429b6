"""The small grammars that plan texts are made of: numbers, dates, rhythms, units, persons. Each knows nothing of the
others' meaning in a plan. All of them read plain text (`taizhang.reading.plain`)."""
