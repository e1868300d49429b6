"""Signing in through an OpenID Connect provider: discovery, authorisation code with PKCE, and what makes a token good.

The provider's description and keys are asked for anew at every sign-in: a changed key needs nobody's hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from django.conf import settings
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from requests import RequestException

from taizhang.core.refusals import Refused

from .outside import Proven
from .outward import PATIENCE, NoAnswer, ask

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
"""Signatures with a key pair. "none", and secrets that both sides know, count for nothing, whatever a provider says."""

LEEWAY = 60
"""Seconds by which the two clocks may differ."""

VERIFIED = {"email": "email_verified", "phone_number": "phone_number_verified"}
"""Claims that a person may have written themselves, and what says that the provider looked."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Of one provider: what TAIZHANG_OIDC_… say."""

    issuer: str
    client: str
    secret: str
    label: str
    scope: str
    claim: str
    strong: frozenset[str]


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in under way. All but `url` stays with us, in the session, until the person comes back."""

    url: str
    state: str
    nonce: str
    verifier: str
    back: str


def provider() -> Setting | None:
    """None where the installation has none."""
    return Setting(**settings.OIDC) if settings.OIDC else None


def begin(setting: Setting, *, back: str) -> Begun:
    """Where to send the person, who comes back to `back`. Raises Refused("no-provider")."""
    verifier, nonce = generate_token(48), generate_token(32)
    endpoint = _endpoint(setting, _description(setting), "authorization_endpoint")
    with _session(setting, redirect_uri=back, code_challenge_method="S256", scope=setting.scope) as session:
        url, state = session.create_authorization_url(endpoint, code_verifier=verifier, nonce=nonce)
    return Begun(url, state, nonce, verifier, back)


def finish(setting: Setting, begun: Begun, *, code: str, at: datetime) -> Proven:
    """Exchange the code and look at the token. Raises Refused("no-provider" | "not-vouched")."""
    described = _description(setting)
    token = _token(setting, described, begun, code)
    try:
        keys = ask(_endpoint(setting, described, "jwks_uri"))
    except NoAnswer:
        raise Refused("no-provider") from None
    claims = _claims(setting, token, keys, nonce=begun.nonce, at=at)
    return Proven(
        provider=setting.issuer, label=setting.label, subject=str(claims["sub"])[:255],
        name=str(claims.get("name") or claims.get("preferred_username") or "")[:60], login=_login(setting, claims),
        strong=bool(setting.strong & {*claims.get("amr", []), claims.get("acr", "")}),
    )  # fmt: skip


def way_out(setting: Setting, *, back: str) -> str:
    """Where the person signs out of the provider too; "" where it has no such place or does not answer."""
    try:
        endpoint = _endpoint(setting, _description(setting), "end_session_endpoint")
    except Refused:
        return ""
    joint = "&" if "?" in endpoint else "?"
    return endpoint + joint + urlencode({"client_id": setting.client, "post_logout_redirect_uri": back})


def _session(setting: Setting, **more: Any) -> OAuth2Session:
    return OAuth2Session(setting.client, setting.secret or None, **more)


def _token(setting: Setting, described: dict[str, Any], begun: Begun, code: str) -> Any:
    """Raises Refused("no-provider" | "not-vouched")."""
    methods = described.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    method = "client_secret_basic" if "client_secret_basic" in methods else "client_secret_post"
    with _session(
        setting, redirect_uri=begun.back, token_endpoint_auth_method=method if setting.secret else "none"
    ) as session:
        try:
            return session.fetch_token(
                _endpoint(setting, described, "token_endpoint"), grant_type="authorization_code", code=code,
                code_verifier=begun.verifier, allow_redirects=False, timeout=PATIENCE,
            )  # fmt: skip
        except RequestException:
            raise Refused("no-provider") from None
        except (AuthlibBaseError, ValueError):
            raise Refused("not-vouched", "登录码无效或已经用过") from None


def _description(setting: Setting) -> dict[str, Any]:
    """Raises Refused("no-provider") also for the description of somebody else."""
    try:
        described = ask(setting.issuer.rstrip("/") + "/.well-known/openid-configuration")
    except NoAnswer:
        raise Refused("no-provider") from None
    if described.get("issuer") != setting.issuer:
        raise Refused("no-provider", "它自称的地址与设置的不一样")
    return described


def _endpoint(setting: Setting, described: dict[str, Any], name: str) -> str:
    """Of the description; nothing is sent in the clear but to a provider that the settings themselves name so."""
    url = described.get(name)
    if not isinstance(url, str) or not url:
        raise Refused("no-provider", f"它的说明里缺少 {name}")
    ours, its = urlsplit(setting.issuer), urlsplit(url)
    if its.scheme != "https" and (its.scheme, its.netloc) != (ours.scheme, ours.netloc):
        raise Refused("no-provider", f"它的 {name} 不是 https 地址")
    return url


def _claims(setting: Setting, token: Any, keys: dict[str, Any], *, nonce: str, at: datetime) -> CodeIDToken:
    """Raises Refused("not-vouched") unless signed by the provider, for us, for this sign-in, and of now."""
    usable = [key for key in keys.get("keys", []) if key.get("kty") in {"RSA", "EC", "OKP"} and key.get("use") != "enc"]
    options = {"iss": {"essential": True, "value": setting.issuer}, "aud": {"essential": True, "value": setting.client}}
    params = {"nonce": nonce, "client_id": setting.client, "access_token": token.get("access_token")}
    try:
        read = jwt.decode(token["id_token"], KeySet.import_key_set({"keys": usable}), algorithms=ALGORITHMS)
        claims = CodeIDToken(read.claims, read.header, options, params)
        claims.validate(now=int(at.timestamp()), leeway=LEEWAY)
    except (JoseError, AuthlibBaseError, ValueError, KeyError, TypeError):
        raise Refused("not-vouched", "签名、期限或用途不对") from None
    return claims


def _login(setting: Setting, claims: CodeIDToken) -> str:
    """The value of the agreed claim; an address or telephone number only where the provider has verified it."""
    if not setting.claim or (setting.claim in VERIFIED and claims.get(VERIFIED[setting.claim]) is not True):
        return ""
    value = claims.get(setting.claim)
    return value if isinstance(value, str) else ""
