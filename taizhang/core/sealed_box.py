"""Sealed boxes: anybody can seal for a public key, only its private key opens; the private key lies under a passphrase.

X25519 with a key pair of its own for each box, HKDF-SHA256, AES-256-GCM; the passphrase through scrypt (RFC 7914).
"""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

KEY, NONCE = 32, 12
"""Bytes."""


class WrongKey(ValueError):  # noqa: N818 - it reads as a sentence: raise WrongKey
    """The passphrase does not fit, or the box was altered or is another one's."""


def make_keys(passphrase: str) -> tuple[bytes, bytes]:
    """(public key, private key locked with the passphrase)."""
    private = X25519PrivateKey.generate()
    salt, nonce = os.urandom(KEY), os.urandom(NONCE)
    locked = AESGCM(_stretched(passphrase, salt)).encrypt(nonce, private.private_bytes_raw(), None)
    return private.public_key().public_bytes_raw(), salt + nonce + locked


def seal(public: bytes, content: bytes, about: bytes) -> bytes:
    """A box for the holder of the key. `about` is not hidden, but the box opens together with it alone."""
    own = X25519PrivateKey.generate()
    mine = own.public_key().public_bytes_raw()
    key = _derived(own.exchange(X25519PublicKey.from_public_bytes(public)), mine + public)
    return mine + AESGCM(key).encrypt(bytes(NONCE), content, about)  # the key is used once: so may the nonce be fixed


def unseal(locked: bytes, passphrase: str, box: bytes, about: bytes) -> bytes:
    """The content. Raises WrongKey."""
    salt, nonce, rest = locked[:KEY], locked[KEY : KEY + NONCE], locked[KEY + NONCE :]
    try:
        private = X25519PrivateKey.from_private_bytes(AESGCM(_stretched(passphrase, salt)).decrypt(nonce, rest, None))
        theirs = box[:KEY]
        shared = private.exchange(X25519PublicKey.from_public_bytes(theirs))
        key = _derived(shared, theirs + private.public_key().public_bytes_raw())
        return AESGCM(key).decrypt(bytes(NONCE), box[KEY:], about)
    except (InvalidTag, ValueError):
        raise WrongKey from None


def _stretched(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=KEY, n=2**15, r=8, p=1).derive(passphrase.encode())


def _derived(shared: bytes, keys: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY, salt=None, info=b"taizhang sealed box" + keys).derive(shared)
