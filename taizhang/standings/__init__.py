"""Rankings of places by outcomes: frozen at the end of each period, published with the formula, appealed, corrected."""
