"""The help: words, the manual, and the first steps of the acting post."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path
from django.views.decorators.http import require_POST

from taizhang.access.actor import Actor
from taizhang.accounts.appearance import ENGLISH, LANGUAGES, language_of
from taizhang.accounts.models import User
from taizhang.web.gate import to_sign_in
from taizhang.web.help.first_steps import chapter_of, first_steps
from taizhang.web.help.manual import CHAPTERS, chapter_page, chapter_titles, picture_file
from taizhang.web.help.words import WORDS, words_data


def index(request: HttpRequest) -> HttpResponse:
    """For everybody, signed in or not: it tells of the product and of no data."""
    actor: Actor | None = getattr(request, "actor", None)
    own = chapter_of(actor) if actor else ""
    language = language_of(request)
    chapters = chapter_titles(language)
    context = {"words": WORDS, "chapters": chapters, "own": own, "away": _away(request), "english": language == ENGLISH}
    return render(request, "help/index.html", context)


def chapter(request: HttpRequest, name: str) -> HttpResponse:
    if name not in CHAPTERS:
        raise Http404
    language = language_of(request)
    context = {"title": chapter_titles(language)[name], "text": chapter_page(name, language)}
    return render(request, "help/chapter.html", context)


def words(request: HttpRequest, language: str) -> HttpResponse:
    """What pages explain where it stands; its address changes with it, so that a browser keeps it."""
    return HttpResponse(
        words_data(language), content_type="application/json", headers={"Cache-Control": "max-age=31536000, immutable"}
    )


def picture(request: HttpRequest, name: str) -> FileResponse:
    """A screenshot of the manual."""
    found = picture_file(f"{name}.png")
    if found is None:
        raise Http404
    return FileResponse(found.open("rb"), headers={"Cache-Control": "max-age=86400"})


def steps(request: HttpRequest) -> HttpResponse:
    """The card by itself: the first page fetches it, so that it costs that page nothing."""
    if not isinstance(request.user, User):
        return to_sign_in(request)
    actor: Actor | None = request.actor  # type: ignore[attr-defined]
    found = first_steps(actor, request.user) if actor else []
    card = {"steps": found, "done": sum(done for _, done in found), "chapter": chapter_of(actor) if actor else ""}
    whole = "HX-Request" not in request.headers
    return render(request, "help/steps_page.html" if whole else "help/_steps.html", card)


@require_POST
def put_away(request: HttpRequest) -> HttpResponse:
    """Away for this person, or back again."""
    if not isinstance(request.user, User):
        return to_sign_in(request)
    request.user.first_steps_away = request.POST.get("away") == "1"
    request.user.save(update_fields=["first_steps_away"])
    return redirect("home")


def _away(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.first_steps_away


PAGES = [
    path("", index, name="index"),
    path("first-steps", steps, name="first-steps"),
    path("first-steps/away", put_away, name="put-away"),
    *(path(f"words-{one}.json", words, {"language": one}, name=f"words-{one}") for one, _ in LANGUAGES),
    path("pictures/<slug:name>.png", picture, name="picture"),
    path("<slug:name>", chapter, name="chapter"),
]
urlpatterns = [path("", include((PAGES, "help")))]
