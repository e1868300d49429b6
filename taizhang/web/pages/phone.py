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


def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, told which files make the app and under which version: any change makes a new one."""
    script = _content("built/worker.js").decode()
    files = [reverse("phone:app"), reverse("phone:manifest"), *map(static, (*BUILT, *ICONS))]
    shell = {"version": _version(script, render(request, "phone/app.html").content), "files": files}
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
                    path("worker.js", worker, name="worker"),
                ],
                "phone",
            )
        ),
    )
]
