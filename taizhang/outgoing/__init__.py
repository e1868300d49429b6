"""Reaching out to other machines: only where the address leads outside, or where the settings allow it (no SSRF)."""
