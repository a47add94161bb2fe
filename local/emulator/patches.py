"""What ministack 1.5.33 leaves out and a deployed chat endpoint needs, put back in.

| resource | stock | here |
|---|---|---|
| API Gateway request validator, method | validators are forgotten: every body passes | bodies are validated |
| the validation of a body | no body is broken JSON | no body is `{}`, as on AWS |
| a REST API's preflight | tells every page the first allowed origin | tells each allowed page its own |
| HTTP API | its CORS configuration is not understood: every preflight is refused | understood |
| Lambda function | reserved concurrency is dropped | applied |
| web ACL's association and logging | the whole stack is refused | accepted (no rule is evaluated, nothing is logged) |
| IAM's policy simulation | the condition keys that its caller gives are dropped | evaluated |
| a function's credentials | the same for every role | the session token names the role |
| an alarm of an expression | the whole stack is refused | kept with its first metric alone (none is ever evaluated) |
| a REST API's event | never says which API key was sent | says it |

These are private names of one pinned version; `tests/local/test_emulator.py` tells whether they hold after a bump.
A resource handler is `create(logical_id, props, stack_name)` and `update(physical_id, old_props, new_props, ...)`, both
returning the physical id and the attributes, and `delete(physical_id, props)`.
"""

import json
import re
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import Any

from local.emulator import simulation
from local.emulator.credentials import encode

Props = dict[str, Any]
Handler = dict[str, Any]
Made = tuple[str, dict[str, Any]]

_origin: ContextVar[str] = ContextVar("origin", default="")
"""The ``Origin`` of the request that a REST API is handling."""


def apply() -> None:
    """Edit ministack's table of resource handlers in place, before it serves."""
    from ministack.core import lambda_runtime

    # First of all, for other modules import this function by name.
    lambda_runtime.execution_credentials = _naming_the_role(lambda_runtime.execution_credentials)

    simulation.apply()

    from ministack.services import apigateway_v1

    apigateway_v1._build_lambda_event_v1 = _naming_the_key(apigateway_v1._build_lambda_event_v1)
    apigateway_v1._check_request_validation = _taking_no_body(apigateway_v1._check_request_validation)
    apigateway_v1._execute_in_scope = _noting_the_origin(apigateway_v1._execute_in_scope)
    apigateway_v1._invoke_mock_v1 = _allowing_every_listed_origin(apigateway_v1._invoke_mock_v1)

    from ministack.services.cloudformation.provisioners import _RESOURCE_HANDLERS

    handlers: dict[str, Handler] = _RESOURCE_HANDLERS
    handlers["AWS::ApiGateway::RequestValidator"] = {"create": _create_validator, "delete": _delete_validator}
    handlers["AWS::WAFv2::WebACLAssociation"] = {"create": _create_association, "delete": lambda *_: None}
    handlers["AWS::WAFv2::LoggingConfiguration"] = {"create": _create_logging, "delete": lambda *_: None}
    for resource_type, before, after in (
        ("AWS::ApiGateway::Method", _unchanged, _set_validator),
        ("AWS::ApiGatewayV2::Api", _with_readable_cors, _nothing),
        ("AWS::Lambda::Function", _unchanged, _set_concurrency),
        ("AWS::CloudWatch::Alarm", _without_expression, _nothing),
    ):
        handlers[resource_type] = _wrapped(handlers[resource_type], before, after)


def _wrapped(stock: Handler, before: Callable[[Props], Props], after: Callable[[str, Props], None]) -> Handler:
    """`stock` with `before` applied to its properties and `after` called at its end: on create and on update alike."""

    def create(logical_id: str, props: Props, stack_name: str) -> Made:
        made: Made = stock["create"](logical_id, before(props), stack_name)
        after(made[0], props)
        return made

    def update(physical_id: str, old: Props, new: Props, *names: str) -> Made:
        made: Made = stock["update"](physical_id, before(old), before(new), *names)
        after(made[0], new)
        return made

    return {**stock, "create": create, "update": update}


def _checked(response: tuple[int, Any, bytes]) -> bytes:
    status, _, body = response
    if status >= 300:
        raise ValueError(f"the emulator answered its own call with {status}: {body!r}")
    return body


def _unchanged(props: Props) -> Props:
    return props


def _nothing(physical_id: str, props: Props) -> None: ...


def _taking_no_body(stock: Callable[..., Any]) -> Callable[..., Any]:
    def check(method: Any, api_id: Any, request: Any, headers: Any, body: Any, query: Any) -> Any:
        return stock(method, api_id, request, headers, body or "{}", query)

    return check


def _noting_the_origin(stock: Callable[..., Any]) -> Callable[..., Any]:
    async def execute(request: Mapping[str, Any], *arguments: Any) -> Any:
        headers = {name.lower(): value for name, value in request["headers"].items()}
        _origin.set(headers.get("origin", ""))
        return await stock(request, *arguments)

    return execute


def _allowing_every_listed_origin(stock: Callable[..., Any]) -> Callable[..., Any]:
    """Evaluate the template that the CDK writes for a second allowed origin and those after it."""

    def respond(integration: Props) -> tuple[int, dict[str, str], bytes]:
        status, headers, body = stock(integration)
        if b"responseOverride.header.Access-Control-Allow-Origin" not in body:
            return status, headers, body
        if _origin.get() in re.findall(r'\$origin == "([^"]+)"', body.decode()):
            headers["Access-Control-Allow-Origin"] = _origin.get()
        return status, headers, b""

    return respond


def _create_validator(logical_id: str, props: Props, stack_name: str) -> Made:
    from ministack.services.apigateway_v1 import _create_request_validator

    settings = {
        "name": props.get("Name", logical_id),
        "validateRequestBody": props.get("ValidateRequestBody", False),
        "validateRequestParameters": props.get("ValidateRequestParameters", False),
    }
    validator_id = json.loads(_checked(_create_request_validator(props["RestApiId"], settings)))["id"]
    return validator_id, {"RequestValidatorId": validator_id}


def _delete_validator(physical_id: str, props: Props) -> None:
    from ministack.services.apigateway_v1 import _delete_request_validator

    # Unchecked: the API takes its validators along when it is deleted first.
    _delete_request_validator(props["RestApiId"], physical_id)


def _set_validator(physical_id: str, props: Props) -> None:
    from ministack.services.apigateway_v1 import _update_method

    change = {"op": "replace", "path": "/requestValidatorId", "value": props.get("RequestValidatorId")}
    method = props["RestApiId"], props["ResourceId"], props["HttpMethod"]
    _checked(_update_method(*method, {"patchOperations": [change]}))


def _with_readable_cors(props: Props) -> Props:
    cors = props.get("CorsConfiguration")
    if not cors:
        return props
    return {**props, "CorsConfiguration": {key[:1].lower() + key[1:]: value for key, value in cors.items()}}


def _set_concurrency(name: str, props: Props) -> None:
    from ministack.services import lambda_svc

    reserved = props.get("ReservedConcurrentExecutions")
    if reserved is None:
        _checked(lambda_svc._delete_function_concurrency(name))
    else:
        _checked(lambda_svc._put_function_concurrency(name, {"ReservedConcurrentExecutions": int(reserved)}))


def _without_expression(props: Props) -> Props:
    stats = [query["MetricStat"] for query in props.get("Metrics", []) if "MetricStat" in query]
    if not stats:
        return props
    metric, statistic = stats[0]["Metric"], stats[0]["Stat"]
    name = "Statistic" if statistic.isalpha() else "ExtendedStatistic"
    others = {key: value for key, value in props.items() if key != "Metrics"}
    return {**others, **metric, "Period": stats[0]["Period"], name: statistic}


def _create_association(logical_id: str, props: Props, stack_name: str) -> Made:
    return f"{props['WebACLArn']}|{props['ResourceArn']}", {}


def _create_logging(logical_id: str, props: Props, stack_name: str) -> Made:
    return str(props["ResourceArn"]), {}


def _naming_the_role(stock: Callable[[Props], dict[str, str]]) -> Callable[[Props], dict[str, str]]:
    def execution_credentials(configuration: Props) -> dict[str, str]:
        return {**stock(configuration), "AWS_SESSION_TOKEN": encode(configuration["Role"])}

    return execution_credentials


def _naming_the_key(stock: Callable[..., Props]) -> Callable[..., Props]:
    def build(*arguments: Any, **options: Any) -> Props:
        from ministack.services.apigateway_v1 import _resolve_api_key

        event = stock(*arguments, **options)
        values = [value for name, value in event["headers"].items() if name.lower() == "x-api-key"]
        if key := _resolve_api_key(values[-1]) if values else None:
            event["requestContext"]["identity"].update(apiKey=key["value"], apiKeyId=key["id"])
        return event

    return build
