"""Somebody else's project: a pipeline of two stages, each with an API, a domain and a role that are there already."""

import aws_cdk as cdk
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import pipelines
from constructs import Construct

from constructs_lib import (
    Access,
    Cors,
    FromCaller,
    ParticipantDetails,
    StartChatContactFunction,
    StartChatContactHttpApi,
    StartChatContactMonitoring,
    StartChatContactRequest,
    StartChatContactRestApi,
)

ORIGIN = "https://www.example.com"
CERTIFICATE = "arn:aws:acm:eu-west-2:444455556666:certificate/11111111-2222-3333-4444-555555555555"
REQUEST = StartChatContactRequest(
    instance_id="11111111-2222-3333-4444-555555555555",
    contact_flow_id="66666666-7777-8888-9999-000000000000",
    chat_duration_in_minutes=60,
    participant_details=ParticipantDetails(display_name=FromCaller(default="Visitor", max_length=64)),
)


class Platform(cdk.Stack):
    """The company's REST API, with CORS and another method."""

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        cors = apigateway.CorsOptions(allow_origins=[ORIGIN], allow_methods=["GET", "POST"])
        self.api = apigateway.RestApi(self, "Api", default_cors_preflight_options=cors)
        self.api.root.add_method("GET", apigateway.MockIntegration())


class Chat(cdk.Stack):
    """Chats on that API, on an HTTP API of another team, and on a domain of their own."""

    def __init__(self, scope: Construct, id: str, platform: Platform) -> None:
        super().__init__(scope, id)
        role = iam.Role.from_role_arn(self, "Role", "arn:aws:iam::444455556666:role/chat", mutable=False)
        handler = StartChatContactFunction(
            self, "Handler", request=REQUEST, access=Access.iam(), cors=Cors(allow_origins=[ORIGIN]), role=role
        )
        handler.add_to_rest_api(platform.api.root.add_resource("chats"))
        imported = apigatewayv2.HttpApi.from_http_api_attributes(self, "Imported", http_api_id="abcdef1234")
        handler.add_to_http_api(imported, "/v1/chats")
        certificate = acm.Certificate.from_certificate_arn(self, "Certificate", CERTIFICATE)
        rest = StartChatContactRestApi(
            self,
            "Rest",
            request=REQUEST,
            access=Access.anonymous(),
            domain_name=apigateway.DomainNameOptions(domain_name="chat.example.com", certificate=certificate),
            disable_execute_api_endpoint=True,
        )
        domain = apigatewayv2.DomainName(self, "Domain", domain_name="chats.example.com", certificate=certificate)
        StartChatContactHttpApi(
            self,
            "Http",
            request=REQUEST,
            access=Access.jwt(issuer="https://idp.example.com/", audience=["chat"]),
            default_domain_mapping=apigatewayv2.DomainMappingOptions(domain_name=domain),
            disable_execute_api_endpoint=True,
            runtime=lambda_.Runtime.PYTHON_3_13,
        )
        StartChatContactMonitoring(self, "Monitoring", endpoint=rest)
        cdk.CfnOutput(self, "Url", value=rest.url)


class Environment(cdk.Stage):
    """Both stacks in one account and Region."""

    def __init__(self, scope: Construct, id: str, *, region: str) -> None:
        super().__init__(scope, id, env=cdk.Environment(account="444455556666", region=region))
        Chat(self, "Chat", Platform(self, "Platform"))


def main() -> None:
    """Synthesize the pipeline."""
    app = cdk.App()
    stack = cdk.Stack(app, "Pipeline", env=cdk.Environment(account="444455556666", region="eu-west-2"))
    source = pipelines.CodePipelineSource.connection(
        "example/chat",
        "main",
        connection_arn="arn:aws:codestar-connections:eu-west-2:444455556666:connection/11111111-2222",
    )
    pipeline = pipelines.CodePipeline(
        stack, "Pipeline", synth=pipelines.ShellStep("Synth", input=source, commands=["npx cdk synth"])
    )
    pipeline.add_stage(Environment(app, "Staging", region="eu-west-2"))
    pipeline.add_stage(Environment(app, "Production", region="eu-west-2"))
    app.synth()


if __name__ == "__main__":
    main()
