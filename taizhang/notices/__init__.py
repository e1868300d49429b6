"""What a person is told: written once, read in the inbox, and sent outwards as the person and the office wish."""
