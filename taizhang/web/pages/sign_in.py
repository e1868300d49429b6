"""Signing in and out, with a code where one is bound; one's own password; changing between one's posts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from taizhang.accounts import oidc
from taizhang.accounts.acts import Hand
from taizhang.accounts.lockout import REST, forgive, locked_until, note_failure
from taizhang.accounts.models import User
from taizhang.accounts.passkeys import passkeys_of
from taizhang.accounts.passwords import owes_new_password
from taizhang.accounts.second_factor import has_authenticator, passes
from taizhang.accounts.sign_ins import end_all, renew
from taizhang.web.entering import enter, second_step_done, waiting_for
from taizhang.web.pages.sign_in_outside import ways


@require_POST
@login_required
def choose_post(request: HttpRequest) -> HttpResponse:
    """Act in another of one's own posts; any other number changes nothing."""
    chosen = request.POST.get("post", "")
    if any(str(actor.post) == chosen for actor in request.actors):  # type: ignore[attr-defined]
        request.session["post"] = int(chosen)
    back = request.POST.get("back", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else "home")


class SignInForm(AuthenticationForm):
    """Says how many tries are left, and rests after too many; the same for names that nobody has."""

    def clean(self) -> dict[str, Any]:
        at = timezone.now()
        username = self.cleaned_data.get("username", "")
        if until := locked_until(username, at=at):
            raise ValidationError(RESTS.format(f"{timezone.localtime(until):%H:%M}"))
        try:
            cleaned = super().clean()
        except ValidationError:
            left = note_failure(username, at=at)
            if left:
                raise ValidationError(f"用户名或密码不对，还可以试 {left} 次。") from None
            raise ValidationError(RESTS.format(f"{timezone.localtime(at + REST):%H:%M}")) from None
        forgive(username)
        return cleaned


RESTS = "密码错误次数太多，请 {} 以后再试；忘记密码的，请系统管理员重设。"


class SignIn(auth.LoginView):
    """A person with an authenticator is asked for its code before they are let in."""

    redirect_authenticated_user = True
    authentication_form = SignInForm

    extra_context = {"ways": ways}

    def form_valid(self, form: Any) -> HttpResponse:
        return enter(self.request, form.get_user(), way="password", following=self.get_success_url())


class SignOut(auth.LogoutView):
    """Who came through a provider is shown the way out of it too: it would let the next one in without a word."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        way = request.session.get("way")
        response: HttpResponse = super().post(request, *args, **kwargs)
        setting = oidc.provider()
        if way != "oidc" or setting is None:
            return response
        url = oidc.way_out(setting, back=request.build_absolute_uri(reverse("sign-in")))
        if not url:
            return response
        return render(request, "registration/signed_out.html", {"url": url, "label": setting.label})


def code(request: HttpRequest) -> HttpResponse:
    """The second step. Wrong codes make it rest as wrong passwords do."""
    at = timezone.now()
    user = waiting_for(request, at=at)
    if user is None:
        return redirect("sign-in")
    error = _refused_code(request, user, at) if request.method == "POST" else ""
    if request.method == "POST" and not error:
        return second_step_done(request, user)
    context = {"error": error, "passkeys": passkeys_of(user).exists(), "factor": has_authenticator(user)}
    return render(request, "registration/code.html", context, status=422 if error else 200)


def _refused_code(request: HttpRequest, user: User, at: datetime) -> str:
    """Why the typed code does not let the person in; "" where it does."""
    key = f"code:{user.pk}"
    if until := locked_until(key, at=at):
        return RESTS_CODE.format(f"{timezone.localtime(until):%H:%M}")
    if passes(user, request.POST.get("code", ""), by=Hand(f"user:{user.pk}"), at=at):
        forgive(key)
        return ""
    left = note_failure(key, at=at)
    if left:
        return f"动态码不对或已经用过，还可以试 {left} 次。"
    return RESTS_CODE.format(f"{timezone.localtime(at + REST):%H:%M}")


RESTS_CODE = "动态码错误次数太多，请 {} 以后再试；验证器丢失的，用备用码，或请安全管理员解除。"


class OwnPasswordForm(PasswordChangeForm):
    """A new password that is really new."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        old = cleaned.get("old_password")
        if old and old == cleaned.get("new_password1"):
            self.add_error("new_password1", "新密码不能和原密码相同。")
        return cleaned


class OwnPassword(auth.PasswordChangeView):
    form_class = OwnPasswordForm
    template_name = "registration/password.html"
    success_url = reverse_lazy("home")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        owed = owes_new_password(self.request.user, at=timezone.now())  # type: ignore[arg-type]
        return {**super().get_context_data(**kwargs), "owed": owed}

    def form_valid(self, form: Any) -> HttpResponse:
        form.user.must_change_password = False
        messages.success(self.request, "密码已修改。")
        before = self.request.session.session_key
        response = super().form_valid(form)
        renew(before, self.request.session.session_key)
        own = Hand(f"user:{form.user.pk}")
        end_all(form.user, by=own, at=timezone.now(), but=self.request.session.session_key)
        return response


urlpatterns = [
    path("sign-in", SignIn.as_view(), name="sign-in"),
    path("sign-in/code", code, name="sign-in-code"),
    path("sign-out", SignOut.as_view(), name="sign-out"),
    path("password", OwnPassword.as_view(), name="password"),
    path("choose-post", choose_post, name="choose-post"),
]
