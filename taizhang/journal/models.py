"""Stored entries, what was set aside, sealed blocks, and the files that entries name."""

from __future__ import annotations

from django.db import models

from taizhang.core.entry import Entry


class StoredEntry(models.Model):
    """One row a fact. Append only: only the sealer writes again, once: `block` and `place_in_block`."""

    position = models.BigAutoField(primary_key=True)
    id = models.UUIDField(unique=True)
    campaign = models.UUIDField(null=True)
    org = models.IntegerField(null=True)
    actor = models.CharField(max_length=60)
    post = models.IntegerField(null=True)
    kind = models.CharField(max_length=60)
    thing = models.CharField(max_length=30)
    about = models.UUIDField()
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField()
    body = models.JSONField()
    device = models.CharField(max_length=80, default="")
    seq = models.BigIntegerField(default=0)
    block = models.BigIntegerField(null=True)
    place_in_block = models.IntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["about", "happened_at"], name="entry_about"),
            models.Index(fields=["campaign", "position"], name="entry_campaign"),
            models.Index(fields=["thing", "position"], name="entry_thing"),
            models.Index(fields=["block", "place_in_block"], name="entry_block"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    def as_entry(self) -> Entry:
        return Entry(
            id=self.id,
            kind=self.kind,
            about=self.about,
            campaign=self.campaign,
            org=self.org,
            actor=self.actor,
            post=self.post,
            happened_at=self.happened_at,
            received_at=self.received_at,
            body=self.body,
        )


class AsideEntry(models.Model):
    """What could not apply: an entry of the journal, or content that could not become one. A person settles it."""

    entry = models.UUIDField()
    thing = models.CharField(max_length=30)
    about = models.UUIDField(null=True)
    campaign = models.UUIDField(null=True)
    org = models.IntegerField(null=True)
    actor = models.CharField(max_length=60, default="")
    refusal = models.CharField(max_length=40)
    detail = models.TextField(default="")
    content = models.JSONField(null=True)
    noticed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=60, default="")
    settlement = models.TextField(default="")

    class Meta:
        indexes = [
            models.Index(fields=["about"], name="aside_about"),
            models.Index(fields=["settled_at", "org"], name="aside_org"),
            models.Index(fields=["actor"], name="aside_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.refusal} {self.entry}"


class Block(models.Model):
    """A sealed run of entries: its Merkle root, chained to the block before. `hash` covers all columns before it.

    `leaves` are the hashes of its entries, 32 bytes each: by them an altered entry is told from its neighbours, and a
    campaign's bundle proves its own entries without a word of the others.
    """

    number = models.BigIntegerField(primary_key=True)
    algorithm = models.CharField(max_length=10, default="sha256")
    previous = models.CharField(max_length=64)
    root = models.CharField(max_length=64)
    size = models.IntegerField()
    sealed_at = models.DateTimeField()
    hash = models.CharField(max_length=64)
    leaves = models.BinaryField()

    def __str__(self) -> str:
        return f"#{self.number} {self.hash[:12]}"


class StoredFile(models.Model):
    """A file that entries name by its SHA-256; the bytes lie in the storage under `files/`."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256

    @property
    def path(self) -> str:
        """Where the storage keeps it."""
        return f"files/{self.sha256[:2]}/{self.sha256}"


class GivenUpFile(models.Model):
    """A file that nothing names any more, and whose bytes still have to go."""

    sha256 = models.CharField(max_length=64, primary_key=True)

    def __str__(self) -> str:
        return self.sha256


class FileUse(models.Model):
    """That entries about a thing name a file: whoever may see the thing may see the file."""

    id = models.BigAutoField(primary_key=True)
    sha256 = models.CharField(max_length=64)
    thing = models.CharField(max_length=30)
    about = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sha256", "about"], name="file_use_once")]

    def __str__(self) -> str:
        return f"{self.thing} {self.about} {self.sha256[:12]}"
