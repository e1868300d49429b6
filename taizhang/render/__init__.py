"""Figures in, papers out: official documents (Word, PDF) and office spreadsheets (Excel).

Pure: no Django, no database, no clock and no network. What a paper says is decided by the rooms
above; here it only gets its form. The same input gives the same bytes, so that a paper can be hashed and found again.

- `document`, `official_word`: a document as data, and its Word file in the layout of GB/T 9704-2012;
- `pdf`: Word or Excel to PDF, where LibreOffice is installed;
- `workbook`: streamed spreadsheets of any length, with merged headings;
- `form_sheet`: import templates, and the rows that an import refused.
"""
