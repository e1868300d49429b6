"""The English view of the pages: made at the door from the finished Chinese page, by a phrase book.

Chinese is the source text and stays in the code; nothing of this runs for a person who reads Chinese. `book/` holds the
phrases by area, `phrases` reads them, `sentences` translates one text, `page` a page, `door` stands before the views.
Why it is so: docs/decisions/english.md.
"""
