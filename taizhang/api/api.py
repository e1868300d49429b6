"""The JSON API: what phones and other programs read and write. Its description is served at /api/openapi.json."""

from __future__ import annotations

import json
from typing import Any, cast

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser
from ninja.security import SessionAuth

from taizhang.core.refusals import REFUSALS, Refused

from .answers import NO_TOKEN, NOT_FOUND, NOT_READABLE, SIGNED_OUT, TOO_LARGE, Problem, of_fault, of_refusal
from .day import router as day
from .files import router as files
from .sync import router as sync


class StrictParser(Parser):
    """JSON as the standard has it: no NaN, no nesting without end, nothing that is not text."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        try:
            return cast("dict[str, Any]", json.loads(request.body, parse_constant=_refuse_constant))
        except (ValueError, RecursionError) as error:
            raise HttpError(400, "not-readable") from error


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


api = NinjaAPI(
    title="台账 Taizhang",
    version="1",
    description="现场检查、问题办理和照片的同步。写入一律经过 POST /api/sync：编号由发送方生成，重发只算一次。",
    docs_url=None,
    urls_namespace="api",
    auth=SessionAuth(),
    parser=StrictParser(),
)
api.add_router("", sync)
api.add_router("", day)
api.add_router("", files)


def _answer(request: HttpRequest, problem: Problem, status: int) -> HttpResponse:
    return api.create_response(request, problem.model_dump(), status=status)


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return _answer(request, of_refusal(error), error.refusal.status)


@api.exception_handler(AuthenticationError)
def signed_out(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return _answer(request, SIGNED_OUT, 401)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return _answer(request, NOT_FOUND, 404)


@api.exception_handler(HttpError)
def not_readable(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _answer(request, NO_TOKEN if error.status_code == 403 else NOT_READABLE, error.status_code)


@api.exception_handler(ValidationError)
def not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    refusal = REFUSALS["bad-body"]
    problem = Problem(
        code=refusal.code, message=refusal.message, remedy=refusal.remedy, detail=of_fault(error.errors[0])
    )
    return _answer(request, problem, 422)


@api.exception_handler(RequestDataTooBig)
def too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return _answer(request, TOO_LARGE, 413)
