"""A small OpenID Connect provider: it checks client, code and PKCE as a real one does, and can be made to lie."""

from __future__ import annotations

import base64
import secrets
import time
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from tests.accounts.small_server import SmallServer

CLIENT, SECRET = "taizhang", "oats & barley and a field of rye by the river"


class Provider(SmallServer):
    """`person` are the claims of whoever sits before it; `lies` are put over the claims of the next token."""

    def __init__(self) -> None:
        super().__init__()
        self.key = RSAKey.generate_key(2048, {"kid": "first"})
        self.person: dict[str, Any] = {"sub": "248289761001", "name": "江小禾", "preferred_username": "clerk"}
        self.lies: dict[str, Any] = {}
        self.described: dict[str, Any] = {}
        self.forged: str | None = None
        self.codes: dict[str, dict[str, str]] = {}

    def change_key(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": secrets.token_hex(4)})

    def agree(self, url: str) -> str:
        """The person's browser at the authorisation endpoint: returns the address that it is sent back to."""
        asked = dict(parse_qsl(urlsplit(url).query))
        assert (asked["client_id"], asked["response_type"]) == (CLIENT, "code")
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"]
        code = secrets.token_urlsafe(12)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?code={code}&state={asked['state']}"

    def answer(self, path: str, query: dict[str, str], form: dict[str, str], headers: Any) -> tuple[int, Any]:
        if path == "/.well-known/openid-configuration":
            return 200, {
                "issuer": self.address,
                "authorization_endpoint": self.address + "/authorize",
                "token_endpoint": self.address + "/token",
                "jwks_uri": self.address + "/keys",
                "end_session_endpoint": self.address + "/out",
                "id_token_signing_alg_values_supported": ["RS256", "none"],
                **self.described,
            }
        if path == "/keys":
            return 200, KeySet([self.key]).as_dict(private=False)
        if path == "/token":
            return self._token(form, headers)
        return 404, {}

    def _token(self, form: dict[str, str], headers: Any) -> tuple[int, Any]:
        name, _, secret = base64.b64decode(headers["Authorization"].removeprefix("Basic ")).decode().partition(":")
        asked = self.codes.pop(form["code"], None)
        proof = base64.urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if asked is None or proof != asked["code_challenge"] or form["redirect_uri"] != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        if name != CLIENT or unquote_plus(secret) != SECRET:
            return 401, {"error": "invalid_client"}
        now = int(time.time())
        claims = {
            "iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"],
            **self.person, **self.lies,
        }  # fmt: skip
        token = self.forged or jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)
        return 200, {"access_token": "x", "token_type": "Bearer", "expires_in": 300, "id_token": token}
