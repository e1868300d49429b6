"""The JSON API: the phone and other systems speak to it; every answer goes through the one scope."""
