"""The doors for other systems: each has a key with a scope, and through every door it sees that scope and no more.

`keys` (who may come in), `tables` (what there is, declared once), `reading` (rows in scope, protected values in part),
`gate` (the key of a request), and one module for each door: `csv_door`, `geojson`, `parquet`, `json_api`, `odata`,
`open311`.
"""
