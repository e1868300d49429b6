"""Campaigns: drafts being prepared, started campaigns, the plan version that governs each."""
