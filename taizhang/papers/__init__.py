"""Official documents about single things and places, drawn from what is recorded: notices, records, circulars."""
