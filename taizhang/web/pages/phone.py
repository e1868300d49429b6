"""The phone app: its shell, which holds no data, and what makes it installable and independent of the network."""

from __future__ import annotations

import json
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import include, path, reverse
from django.views.decorators.csrf import ensure_csrf_cookie

from taizhang.web.english.phrases import areas, pairs_of

ENGLISH = ("frame", "phone")
"""The parts of the phrase book that the app needs."""

BUILT = ("built/phone.js", "built/phone.css", "built/icons.svg")
ICONS = ("phone/icon-192.png", "phone/icon-512.png")


@ensure_csrf_cookie
def app(request: HttpRequest) -> HttpResponse:
    """Open to everybody: who is not signed in sees the way to sign in, and the service worker can always fetch it."""
    return render(request, "phone/app.html")


def manifest(request: HttpRequest) -> JsonResponse:
    return JsonResponse(
        {
            "name": "台账 现场检查",
            "short_name": "台账",
            "lang": "zh-Hans",
            "start_url": reverse("phone:app"),
            "scope": reverse("phone:app"),
            "display": "standalone",
            "orientation": "portrait",
            "background_color": "#f4f6f6",
            "theme_color": "#12333e",
            "icons": [
                {"src": static(name), "sizes": size, "type": "image/png", "purpose": "any maskable"}
                for name, size in zip(ICONS, ("192x192", "512x512"), strict=True)
            ],
        },
        content_type="application/manifest+json",
    )


def english(request: HttpRequest) -> JsonResponse:
    """The phrase book for the app and for what other pages' scripts say."""
    return JsonResponse(_phrases(), safe=False)


def _phrases() -> list[tuple[str, str]]:
    return [pair for file in areas() if file.stem in ENGLISH for pair in pairs_of(file.read_text("utf-8"), file.name)]


def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, told which files make the app and under which version: any change makes a new one."""
    script = _content("built/worker.js").decode()
    files = [reverse("phone:app"), reverse("phone:manifest"), reverse("phone:english"), *map(static, (*BUILT, *ICONS))]
    shell = {
        "version": _version(script, render(request, "phone/app.html").content + english(request).content),
        "files": files,
    }
    body = f"const SHELL = {json.dumps(shell)};\n{script}"
    response = HttpResponse(body, content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _version(script: str, page: bytes) -> str:
    digest = sha256(script.encode() + page)
    for name in (*BUILT, *ICONS):
        digest.update(_content(name))
    return digest.hexdigest()[:16]


def _content(name: str) -> bytes:
    found = finders.find(name)
    if not isinstance(found, str):
        raise Http404(name)
    file = Path(found)
    return _read(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=16)
def _read(file: Path, changed: int) -> bytes:
    return file.read_bytes()


urlpatterns = [
    path(
        "",
        include(
            (
                [
                    path("", app, name="app"),
                    path("manifest.webmanifest", manifest, name="manifest"),
                    path("english.json", english, name="english"),
                    path("worker.js", worker, name="worker"),
                ],
                "phone",
            )
        ),
    )
]
