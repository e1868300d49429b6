"""Signing in through an OpenID Connect provider that runs beside the test, which tells the truth or lies."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import timezone
from joserfc import jwt
from joserfc.jwk import RSAKey

from taizhang.accounts.acts import Hand
from taizhang.accounts.models import OutsideIdentity, SignIn, User
from taizhang.accounts.second_factor import new_secret, set_factor
from taizhang.config.outside import oidc
from taizhang.core.totp import code_at
from taizhang.journal.models import StoredEntry
from tests.accounts.provider import CLIENT, SECRET, Provider
from tests.cast import Cast
from tests.loop.scene import in_words

pytestmark = pytest.mark.mission("C14")


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    found = Provider()
    with found.running():
        settings.OIDC = oidc(environment(found))
        yield found


def environment(provider: Provider, **more: str) -> dict[str, str]:
    own = {"ISSUER": provider.address, "CLIENT": CLIENT, "SECRET": SECRET, "CLAIM": "preferred_username", **more}
    return {f"TAIZHANG_OIDC_{name}": value for name, value in own.items()}


def arrive(browser: Client, provider: Provider, following: str = "/ledger/") -> Any:
    """Through the provider and back; returns the page where it ends."""
    out = browser.get(f"/sign-in/oidc?next={following}")
    return browser.get(provider.agree(out.headers["Location"]), follow=True)


def in_at(browser: Client) -> bool:
    return browser.get("/ledger/").status_code == 200


def test_by_the_agreed_claim_a_person_is_in_and_stays_bound(cast: Cast, provider: Provider) -> None:
    browser = Client()
    assert "用统一身份认证登录" in in_words(browser.get("/sign-in"))
    page = arrive(browser, provider)
    assert page.request["PATH_INFO"] == "/ledger/" and in_at(browser)
    identity = OutsideIdentity.objects.get()
    assert (identity.user, identity.provider) == (cast.user("clerk"), provider.address)
    assert StoredEntry.objects.filter(kind="account.identity_bound").count() == 1
    assert SignIn.objects.filter(user=cast.user("clerk"), ended_at=None).count() == 1
    provider.person["preferred_username"] = "office"  # what binds is the provider's own number, not the name
    again = Client()
    arrive(again, provider)
    assert "江小禾" in in_words(again.get("/"))


def test_without_an_agreed_claim_only_an_administrator_binds(cast: Cast, provider: Provider, settings: Any) -> None:
    settings.OIDC = oidc(environment(provider, CLAIM=""))
    browser, guard = Client(), Client()
    told = arrive(browser, provider)
    number = OutsideIdentity.objects.get().number
    assert "还没有绑定账号" in in_words(told) and number in in_words(told) and not in_at(browser)
    guard.force_login(cast.user("security_admin"))
    clerk = cast.user("clerk").pk
    assert "绑定编号" in in_words(guard.get("/security/?q=clerk"))
    assert "没有这个绑定编号" in in_words(guard.post(f"/security/{clerk}/bind-identity", {"number": "X"}, follow=True))
    typed = f" {number.lower()} "
    assert "已为江小禾绑定" in in_words(guard.post(f"/security/{clerk}/bind-identity", {"number": typed}, follow=True))
    arrive(browser, provider)
    assert in_at(browser)
    guard.post(f"/security/{clerk}/unbind-identity")
    assert not in_at(browser)
    assert "还没有绑定账号" in in_words(arrive(Client(), provider))
    kinds = ["account.identity_bound", "account.signed_out", "account.identity_removed"]
    assert set(StoredEntry.objects.filter(kind__startswith="account.").values_list("kind", flat=True)) == set(kinds)


def test_nobody_else_binds_and_no_account_is_made(cast: Cast, provider: Provider) -> None:
    provider.person["preferred_username"] = "somebody-new"
    before = User.objects.count()
    arrive(Client(), provider)
    assert User.objects.count() == before
    number = OutsideIdentity.objects.get().number
    for name in ("system_admin", "office", "clerk"):
        client = Client()
        client.force_login(cast.user(name))
        assert client.post(f"/security/{cast.user('clerk').pk}/bind-identity", {"number": number}).status_code == 403
    assert OutsideIdentity.objects.get().user is None


def test_a_name_given_to_another_person_does_not_open_the_account(cast: Cast, provider: Provider) -> None:
    arrive(Client(), provider)
    provider.person = {"sub": "another", "name": "冒名", "preferred_username": "clerk"}
    browser = Client()
    assert "还没有绑定账号" in in_words(arrive(browser, provider)) and not in_at(browser)


@pytest.mark.parametrize(("verified", "let_in"), [(True, True), (False, False), (None, False), ("true", False)])
def test_an_unverified_address_is_no_name(
    cast: Cast, provider: Provider, settings: Any, verified: Any, let_in: bool
) -> None:
    settings.OIDC = oidc(environment(provider, CLAIM="email"))
    User.objects.filter(username="clerk").update(username="clerk@example.org")
    provider.person |= {"email": "clerk@example.org", "email_verified": verified}
    browser = Client()
    arrive(browser, provider)
    assert in_at(browser) is let_in


LIES = {
    "wrong nonce": {"nonce": "another"},
    "wrong issuer": {"iss": "https://example.org"},
    "for somebody else": {"aud": "another-client"},
    "for several, by another": {"aud": [CLIENT, "another"], "azp": "another"},
    "expired": {"exp": int(time.time()) - 3600},
    "of tomorrow": {"nbf": int(time.time()) + 86400},
    "without a subject": {"sub": None},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_is_not_for_this_sign_in_opens_nothing(cast: Cast, provider: Provider, lie: str) -> None:
    provider.lies = LIES[lie]
    refused(provider)


def refused(provider: Provider) -> None:
    browser = Client()
    assert "没有通过核对" in in_words(arrive(browser, provider))
    assert not in_at(browser) and not OutsideIdentity.objects.exists()
    provider.lies, provider.forged = {}, None
    arrive(browser, provider)
    assert in_at(browser), "the lie was the only thing wrong"


def unpadded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def unsigned(algorithm: str, claims: dict[str, Any]) -> str:
    return ".".join(unpadded(json.dumps(part).encode()) for part in ({"alg": algorithm}, claims))


def forged(provider: Provider, how: str, nonce: str) -> str:
    now = int(time.time())
    claims = {
        "iss": provider.address, "aud": CLIENT, "sub": "1", "iat": now, "exp": now + 300, "nonce": nonce,
        "preferred_username": "clerk",
    }  # fmt: skip
    if how == "none":
        return unsigned("none", claims) + "."
    if how in {"HS256 with the secret", "HS256 with the public key"}:
        secret = SECRET.encode() if "secret" in how else provider.key.as_pem(private=False)
        text = unsigned("HS256", claims)
        return f"{text}.{unpadded(hmac.digest(secret, text.encode(), 'sha256'))}"
    other = RSAKey.generate_key(2048, {"kid": provider.key.kid})
    return jwt.encode({"alg": "RS256", "kid": provider.key.kid}, claims, other)


@pytest.mark.parametrize("how", ["none", "HS256 with the secret", "HS256 with the public key", "another key"])
def test_a_token_that_the_provider_did_not_sign_opens_nothing(cast: Cast, provider: Provider, how: str) -> None:
    browser = Client()
    out = browser.get("/sign-in/oidc").headers["Location"]
    provider.forged = forged(provider, how, browser.session["outside"]["nonce"])
    assert "没有通过核对" in in_words(browser.get(provider.agree(out), follow=True))
    assert not in_at(browser)
    provider.forged = None
    arrive(browser, provider)
    assert in_at(browser)


def test_an_answer_counts_once_and_only_where_it_was_asked_for(cast: Cast, provider: Provider) -> None:
    browser, other = Client(), Client()
    back = provider.agree(browser.get("/sign-in/oidc").headers["Location"])
    assert "没有通过核对" in in_words(other.get(back, follow=True)), "a browser that did not begin it"
    other.get("/sign-in/oidc")
    assert "没有通过核对" in in_words(other.get(back, follow=True)), "another browser's state"
    browser.get(back)
    assert in_at(browser)
    browser.post("/sign-out")
    assert "没有通过核对" in in_words(browser.get(back, follow=True)) and not in_at(browser)
    for odd in ("error=access_denied", "code=x&state=状态", "state=", ""):
        browser.get("/sign-in/oidc")
        assert "没有通过核对" in in_words(browser.get(f"/sign-in/oidc/back?{odd}", follow=True))


def test_a_changed_key_needs_nobodys_hand(cast: Cast, provider: Provider) -> None:
    for _ in range(2):
        browser = Client()
        arrive(browser, provider)
        assert in_at(browser)
        provider.change_key()


@pytest.mark.parametrize(
    "wrong",
    [
        {"issuer": "https://example.org"},
        {"token_endpoint": "http://example.org/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": None},
    ],
)
def test_a_provider_that_describes_itself_wrongly_is_not_asked(
    cast: Cast, provider: Provider, wrong: dict[str, Any]
) -> None:
    provider.described = wrong
    browser = Client()
    out = browser.get("/sign-in/oidc")
    if "token_endpoint" in wrong:
        out = browser.get(provider.agree(out.headers["Location"]))
    assert out.headers["Location"] == "/sign-in"
    assert "对方系统现在不能使用" in in_words(browser.get("/sign-in"))
    assert "/token" not in provider.asked


def test_while_the_provider_is_away_the_password_still_works(cast: Cast, provider: Provider, settings: Any) -> None:
    settings.OIDC = oidc(environment(provider, ISSUER="http://127.0.0.1:9"))
    browser = Client()
    assert "请改用密码登录" in in_words(browser.get("/sign-in/oidc", follow=True))
    browser.post("/sign-in", {"username": "clerk", "password": cast.PASSWORD})
    assert in_at(browser)


def test_a_second_factor_is_asked_for_where_the_provider_asked_for_none(
    cast: Cast, provider: Provider, settings: Any
) -> None:
    user, secret, now = cast.user("clerk"), new_secret(), timezone.now()
    step = int(now.timestamp()) // 30
    set_factor(user, secret, code_at(secret, step), by=Hand("user:0"), at=now)
    browser = Client()
    assert "再验证一次" in in_words(arrive(browser, provider)) and not in_at(browser)
    browser.post("/sign-in/code", {"code": code_at(secret, step + 1)})
    assert in_at(browser)
    provider.person["amr"] = ["pwd", "mfa"]
    vouched = Client()
    arrive(vouched, provider)
    assert in_at(vouched)
    settings.OIDC = oidc(environment(provider, STRONG="urn:gov:level3"))
    assert "再验证一次" in in_words(arrive(Client(), provider))
    provider.person["acr"] = "urn:gov:level3"
    settings.SECOND_FACTOR = frozenset({"clerk"})
    strong = Client()
    arrive(strong, provider)
    assert in_at(strong)


def test_a_post_that_asks_for_a_second_factor_asks_for_it_here_too(
    cast: Cast, provider: Provider, settings: Any
) -> None:
    settings.SECOND_FACTOR = frozenset({"clerk"})
    browser = Client()
    arrive(browser, provider)
    assert browser.get("/ledger/").headers["Location"] == "/account/"


def test_signing_out_shows_the_way_out_of_the_provider(cast: Cast, provider: Provider) -> None:
    browser = Client()
    arrive(browser, provider)
    page = browser.post("/sign-out")
    assert f'href="{provider.address}/out?client_id={CLIENT}' in page.content.decode() and not in_at(browser)


def test_the_way_back_leads_nowhere_else(cast: Cast, provider: Provider) -> None:
    page = arrive(Client(), provider, following="https://example.org/")
    assert page.redirect_chain[-1][0] == "/"


def test_who_has_left_is_not_let_in(cast: Cast, provider: Provider) -> None:
    arrive(Client(), provider)
    User.objects.filter(username="clerk").update(is_active=False)
    browser = Client()
    arrive(browser, provider)
    assert not in_at(browser)


def test_a_provider_in_the_clear_is_refused_when_the_installation_starts() -> None:
    with pytest.raises(ImproperlyConfigured, match="https"):
        oidc({"TAIZHANG_OIDC_ISSUER": "http://example.org", "TAIZHANG_OIDC_CLIENT": "x"})
    with pytest.raises(ImproperlyConfigured, match="TAIZHANG_OIDC_CLIENT"):
        oidc({"TAIZHANG_OIDC_ISSUER": "https://example.org"})
    assert oidc({}) is None
