"""Figures across installations: facts without personal data as Parquet, and national figures as SQL over them.

`facts` writes what one installation knows, partitioned by province and month; `national` counts over the facts of all.
A county runs its own installation; a province or the country gathers files, and needs no access to any of them.
"""
