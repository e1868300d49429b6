"""OData 4.0, as Excel and Power BI read it: `edm` (what there is), `filtering` (the question), `feed` (the answer)."""
