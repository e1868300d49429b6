"""Transfers of land to operators: area, period, price, contract; reminded before the end, ended, kept as a history."""
