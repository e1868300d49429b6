"""Accounts: people who sign in. What they may do comes from their posts (orgs), never from here."""
