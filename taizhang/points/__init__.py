"""Points for sorted waste: households that volunteer, weigh-ins by the published tariff, goods and their exchange.

Nobody is ranked, and officials have no points.
"""
