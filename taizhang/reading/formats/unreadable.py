"""What is said of a file that gives no text."""

from __future__ import annotations


class UnreadableFile(Exception):  # noqa: N818 - a state of the file that a person is told, no fault of ours
    """A file whose text cannot be had. Its words, in Chinese, say what is wrong and how to mend it."""
