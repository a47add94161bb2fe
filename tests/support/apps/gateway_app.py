"""Endpoints with something to say before Connect does: pages of two sites, an API key, a narrow throttle, a switch, a
proxy's secret.

Two of them are watched.
"""

from aws_cdk import App, CfnOutput, Stack
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_ssm as ssm

from constructs_lib import (
    Access,
    Capacity,
    Cors,
    FromCaller,
    ParticipantDetails,
    StartChatContactHttpApi,
    StartChatContactMonitoring,
    StartChatContactRequest,
    StartChatContactRestApi,
)

ORIGINS = ["https://a.example", "https://b.example"]


def _watch(stack: Stack, name: str, chat: StartChatContactRestApi) -> None:
    StartChatContactMonitoring(stack, f"{name}Monitoring", endpoint=chat)
    CfnOutput(stack, f"{name}Function", value=chat.function.function_name)
    CfnOutput(stack, f"{name}Role", value=chat.role.role_arn)
    CfnOutput(stack, f"{name}Log", value=chat.log_group.log_group_name)


def main() -> None:
    """Synthesize the stack."""
    app = App()
    stack = Stack(app, "Gateway")
    request = StartChatContactRequest(
        instance_id="11111111-1111-1111-1111-111111111111",
        contact_flow_id="22222222-2222-2222-2222-222222222222",
        participant_details=ParticipantDetails(display_name=FromCaller(default="Guest")),
        chat_duration_in_minutes=FromCaller(maximum=120),
    )
    wide = Capacity(starts_per_second=1000, burst=1000)
    endpoints = {
        "Pages": (Access.anonymous(), ORIGINS, wide),
        "Keyed": (Access.api_key(), ORIGINS[:1], wide),
        "Narrow": (Access.anonymous(), ORIGINS[:1], Capacity(starts_per_second=1, burst=1)),
    }
    for name, (access, origins, capacity) in endpoints.items():
        cors = Cors(allow_origins=origins)
        chat = StartChatContactRestApi(stack, name, request=request, access=access, cors=cors, capacity=capacity)
        CfnOutput(stack, f"{name}Url", value=chat.url)
        if name == "Pages":
            _watch(stack, name, chat)
    switch = ssm.StringParameter(stack, "Switch", string_value="open", allowed_pattern=r"^(open|closed|\{.*\})$")
    chat = StartChatContactRestApi(
        stack, "Switched", request=request, access=Access.anonymous(), capacity=wide, switch=switch
    )
    for output, value in {
        "SwitchedUrl": chat.url,
        "SwitchName": switch.parameter_name,
        "SwitchArn": switch.parameter_arn,
    }.items():
        CfnOutput(stack, output, value=value)
    _watch(stack, "Switched", chat)
    secret = secretsmanager.Secret(
        stack,
        "OriginSecret",
        generate_secret_string=secretsmanager.SecretStringGenerator(password_length=44, exclude_punctuation=True),
    )
    in_front = Access.anonymous(without_waf="a test")
    fronted = StartChatContactHttpApi(stack, "Fronted", request=request, access=in_front, origin_secret=secret)
    CfnOutput(stack, "FrontedUrl", value=fronted.url)
    CfnOutput(stack, "OriginSecretArn", value=secret.secret_arn)
    app.synth()


if __name__ == "__main__":
    main()
