"""Sealed referrals (密封移送): suspected corruption goes to discipline inspection, readable nowhere else (R6)."""
