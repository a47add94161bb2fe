"""CloudFront and its firewall in front of an anonymous endpoint; a secret header keeps clients from bypassing them."""

from aws_cdk import App, CfnOutput, Stack
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from constructs_lib import (
    Access,
    Cors,
    FromCaller,
    ParticipantDetails,
    StartChatContactRequest,
    StartChatContactRestApi,
)

INSTANCE_ID = "11111111-2222-3333-4444-555555555555"
CONTACT_FLOW_ID = "66666666-7777-8888-9999-000000000000"
# Made in us-east-1, where AWS WAF keeps the web ACLs of CloudFront.
WEB_ACL_ARN = "arn:aws:wafv2:us-east-1:444455556666:global/webacl/chat/11111111-2222-3333-4444-555555555555"

REQUEST = StartChatContactRequest(
    instance_id=INSTANCE_ID,
    contact_flow_id=CONTACT_FLOW_ID,
    chat_duration_in_minutes=60,
    participant_details=ParticipantDetails(display_name=FromCaller(default="Visitor", max_length=64)),
)


class CloudFrontChat(Construct):
    """A distribution that adds a secret to each request, and an endpoint that asks for it."""

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        self.secret = secretsmanager.Secret(
            self,
            "OriginSecret",
            generate_secret_string=secretsmanager.SecretStringGenerator(password_length=44, exclude_punctuation=True),
        )
        self.chat = StartChatContactRestApi(
            self,
            "Chat",
            request=REQUEST,
            access=Access.anonymous(without_waf="CloudFront has a firewall, and origin_secret keeps clients behind it"),
            cors=Cors(allow_origins=["https://www.example.com"]),
            origin_secret=self.secret,
        )
        self.distribution = cloudfront.Distribution(
            self,
            "Distribution",
            web_acl_id=WEB_ACL_ARN,
            default_behavior=cloudfront.BehaviorOptions(
                origin=origins.RestApiOrigin(
                    self.chat.api,
                    # Unwrapped to a dynamic reference: CloudFormation puts the secret's text in, the template has none.
                    custom_headers={"x-origin-verify": self.secret.secret_value.unsafe_unwrap()},
                ),
                viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
                allowed_methods=cloudfront.AllowedMethods.ALLOW_ALL,
                cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
                origin_request_policy=cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
            ),
        )
        self.url = f"https://{self.distribution.distribution_domain_name}/"


def main() -> None:
    """Synthesize the example."""
    app = App()
    stack = Stack(app, "CloudFrontChat")
    example = CloudFrontChat(stack, "Example")
    CfnOutput(stack, "Url", value=example.url)
    app.synth()


if __name__ == "__main__":
    main()
