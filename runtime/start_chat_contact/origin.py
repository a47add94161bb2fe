"""Checks which pages may call. Browsers send text and form bodies without a preflight, so the function must check."""

from .errors import OriginNotAllowed
from .event import HttpRequest
from .plan import Plan


def cors_headers(request: HttpRequest, plan: Plan) -> dict[str, str]:
    """Return the headers that let a page of a listed origin read the response; empty for others and native apps."""
    origins = request.header("origin")
    if "*" in plan.allow_origins:
        return {"Access-Control-Allow-Origin": "*"}
    if len(origins) == 1 and origins[0] in plan.allow_origins:
        return {"Access-Control-Allow-Origin": origins[0]}
    return {}


def check_origin(request: HttpRequest, plan: Plan) -> None:
    """Raise `OriginNotAllowed` if the page's origin is not listed. Native apps send no origin and may call."""
    if request.header("origin") and not cors_headers(request, plan):
        raise OriginNotAllowed
