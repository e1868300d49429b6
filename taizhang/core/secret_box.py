"""Secrets that have to be stored and read again, locked: AES-256-GCM, or SM4-GCM (GB/T 32907-2016)."""

from __future__ import annotations

import os
from base64 import b64decode, b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES, SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_SIZES = {"aes": 32, "sm4": 16}
_NONCE, _TAG = 12, 16
"""Bytes."""


class WrongSecretKey(ValueError):  # noqa: N818 - it reads as a sentence: raise WrongSecretKey
    """Locked with another key, or altered since."""


def lock(text: str, key: str, cipher: str) -> str:
    """`cipher` is aes or sm4. It stands first, so that what was locked before a change of setting still opens."""
    nonce = os.urandom(_NONCE)
    locking = _cipher(key, cipher, GCM(nonce)).encryptor()
    content = locking.update(text.encode()) + locking.finalize()
    return f"{cipher}:{b64encode(nonce + locking.tag + content).decode()}"


def unlock(locked: str, key: str) -> str:
    """Raises WrongSecretKey."""
    cipher, _, rest = locked.partition(":")
    try:
        whole = b64decode(rest, validate=True)
        nonce, tag, content = whole[:_NONCE], whole[_NONCE : _NONCE + _TAG], whole[_NONCE + _TAG :]
        opening = _cipher(key, cipher, GCM(nonce, tag)).decryptor()
        return (opening.update(content) + opening.finalize()).decode()
    except (InvalidTag, ValueError, KeyError):
        raise WrongSecretKey from None


def _cipher(key: str, cipher: str, mode: GCM) -> Cipher[GCM]:
    made = HKDF(SHA256(), _SIZES[cipher], salt=None, info=f"taizhang {cipher}".encode()).derive(key.encode())
    return Cipher(SM4(made) if cipher == "sm4" else AES(made), mode)
