"""The ``POST`` of a REST API that starts chats: of the construct's own API and of any other."""

import re
from collections.abc import Iterator, Sequence

from aws_cdk import Duration
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from constructs_lib.access.model import Access
from constructs_lib.rendering.schema import body_schema
from constructs_lib.request.model import StartChatContactRequest
from constructs_lib.tokens import is_unresolved

from .cors import Cors, allow_headers
from .firewall import TOKEN_HEADER, Firewall

_PATH = re.compile(r"[A-Za-z0-9._:-]+(/[A-Za-z0-9._:-]+)*")


def check_path(path: object) -> Iterator[str]:
    """Yield what is wrong with the path of an endpoint."""
    if path is None or is_unresolved(path):
        return
    if not isinstance(path, str) or not _PATH.fullmatch(path):
        yield f"path: {path!r} is not allowed; give names divided by slashes, such as 'v1/chats', none at either end"


def add_post(
    scope: Construct,
    api: apigateway.IRestApi,
    resources: Sequence[apigateway.IResource],
    function: lambda_.IFunction,
    request: StartChatContactRequest,
    options: apigateway.MethodOptions,
    timeout: Duration,
) -> list[apigateway.Method]:
    """Add the method to resources of an API, with the declaration's own model of the body.

    What the methods need becomes a child of ``scope``.
    """
    schema = body_schema(request)
    model = apigateway.CfnModel(
        scope, "Model", rest_api_id=api.rest_api_id, content_type="application/json", schema=schema
    )
    validator = apigateway.RequestValidator(
        scope, "Validator", rest_api=api, validate_request_body=True, validate_request_parameters=True
    )
    deployment = api.latest_deployment
    if deployment is not None:  # a stage serves what its deployment saw: a new schema needs a new one
        deployment.node.add_dependency(model)
        deployment.add_to_logical_id(schema)
    integration = apigateway.LambdaIntegration(function, timeout=timeout, allow_test_invoke=False)
    models = {"application/json": apigateway.Model.from_model_name(scope, "BodyModel", model.ref)}
    return [
        resource.add_method(
            "POST",
            integration,
            request_models=models,
            request_validator=validator,
            authorization_type=options.authorization_type,
            authorizer=options.authorizer,
            api_key_required=options.api_key_required,
        )
        for resource in resources
    ]


def add_preflight(resource: apigateway.IResource, access: Access, cors: Cors) -> list[str]:
    """Let pages call a resource, unless it has an ``OPTIONS`` already; return what its owner should know then."""
    options = preflight_options(access, cors)
    if resource.node.try_find_child("OPTIONS") is not None:
        text = (
            f"cors: {resource.path} has an OPTIONS method already, which stays as it is; see that it allows POST, the "
            f"headers {', '.join(options.allow_headers or ())} and the origins {', '.join(cors.allow_origins)}"
        )
        return [text]
    resource.add_cors_preflight(
        allow_origins=options.allow_origins,
        allow_methods=options.allow_methods,
        allow_headers=options.allow_headers,
        max_age=options.max_age,
        status_code=options.status_code,
    )
    return []


def deployment_warnings(api: apigateway.IRestApi) -> list[str]:
    """Return how to deploy a method of an API that this app doesn't deploy: imported, or ``deploy=False``."""
    if api.latest_deployment is not None:
        return []
    text = (
        "add_to_rest_api: this app doesn't deploy the API, so its stages don't serve the new method yet; add an "
        "apigateway.Deployment(…, api=…) for its stage that depends on the method, or run aws apigateway "
        "create-deployment --rest-api-id <id> --stage-name <stage>"
    )
    return [text]


def preflight_options(access: Access, cors: Cors, firewall: Firewall | None = None) -> apigateway.CorsOptions:
    """Return what browsers are told about the pages that may call."""
    checks_humans = firewall is not None and firewall.human_check is not None
    return apigateway.CorsOptions(
        allow_origins=list(cors.allow_origins),
        allow_methods=["POST"],
        allow_headers=[*allow_headers(access), *([TOKEN_HEADER] if checks_humans else [])],
        max_age=cors.preflight_max_age,
        status_code=204,
    )
