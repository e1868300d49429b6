"""A security key in software, which can be made to lie."""

from __future__ import annotations

import json
import secrets
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import sha256, websafe_decode, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

FLAG = AuthenticatorData.FLAG


class SoftKey:
    """`verified`: it has asked its holder for a finger or PIN."""

    def __init__(self, *, origin: str = "http://testserver", verified: bool = True) -> None:
        self.key = generate_private_key(SECP256R1())
        self.number = secrets.token_bytes(24)
        self.origin, self.verified, self.counter = origin, verified, 0

    def registered(self, options: dict[str, Any]) -> str:
        """The answer of `navigator.credentials.create`, as the page sends it."""
        said = options["publicKey"]
        public = ES256.from_cryptography_key(self.key.public_key())
        credential = AttestedCredentialData.create(Aaguid(bytes(16)), self.number, public)
        data = AuthenticatorData.create(
            sha256(said["rp"]["id"].encode()), self._flags() | FLAG.AT, self.counter, bytes(credential)
        )
        client = self._client("webauthn.create", said["challenge"])
        made = AttestationObject.create("none", data, {})
        return self._whole(clientDataJSON=client, attestationObject=made)

    def signed(self, options: dict[str, Any]) -> str:
        """The answer of `navigator.credentials.get`."""
        said = options["publicKey"]
        self.counter += 1
        data = AuthenticatorData.create(sha256(said["rpId"].encode()), self._flags(), self.counter)
        client = self._client("webauthn.get", said["challenge"])
        signature = self.key.sign(data + client.hash, ECDSA(SHA256()))
        return self._whole(clientDataJSON=client, authenticatorData=data, signature=signature)

    def _flags(self) -> int:
        return int(FLAG.UP | (FLAG.UV if self.verified else 0))

    def _client(self, kind: str, challenge: str) -> CollectedClientData:
        return CollectedClientData.create(kind, websafe_decode(challenge), self.origin)

    def _whole(self, **response: bytes) -> str:
        number = websafe_encode(self.number)
        answer = {name: websafe_encode(value) for name, value in response.items()}
        whole = {"id": number, "rawId": number, "type": "public-key", "response": answer, "clientExtensionResults": {}}
        return json.dumps(whole)
