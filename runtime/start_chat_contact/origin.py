"""Which pages may call. Text and form bodies spare browsers the preflight, so the function itself must look."""

from .errors import OriginNotAllowed
from .event import HttpRequest
from .plan import Plan


def cors_headers(request: HttpRequest, plan: Plan) -> dict[str, str]:
    """The headers that let the calling page read the response; empty for other pages and for native apps."""
    origins = request.header("origin")
    if "*" in plan.allow_origins:
        return {"Access-Control-Allow-Origin": "*"}
    if len(origins) == 1 and origins[0] in plan.allow_origins:
        return {"Access-Control-Allow-Origin": origins[0]}
    return {}


def check_origin(request: HttpRequest, plan: Plan) -> None:
    """Raise `OriginNotAllowed` for a page of an origin that is not listed. Native apps send none."""
    if request.header("origin") and not cors_headers(request, plan):
        raise OriginNotAllowed
