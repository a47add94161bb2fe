"""An app with one of everything that the emulator is patched for. `-c edition=2` changes each of them."""

import aws_cdk as cdk
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_wafv2 as wafv2
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration

INSTANCE = "11111111-1111-1111-1111-111111111111"
FLOW = "22222222-2222-2222-2222-222222222222"
OTHER_FLOW = "33333333-3333-3333-3333-333333333333"

CODE = f"""
import json
import boto3
from botocore.exceptions import ClientError

def handler(event, context):
    name = json.loads(event["body"])["name"]
    try:
        answer = boto3.client("connect").start_chat_contact(
            InstanceId="{INSTANCE}", ContactFlowId="{FLOW}", ParticipantDetails={{"DisplayName": name}})
        account = boto3.client("sts").get_caller_identity()["Account"]
    except ClientError as error:
        return {{"statusCode": 403, "body": json.dumps(error.response["Error"])}}
    return {{"statusCode": 200, "body": json.dumps({{"contact": answer["ContactId"], "account": account}})}}
"""


class GapsStack(cdk.Stack):
    def __init__(self, scope: cdk.App, id: str, *, edition: int) -> None:
        super().__init__(scope, id)
        flow = FLOW if edition == 1 else OTHER_FLOW
        function = lambda_.Function(
            self,
            "Function",
            code=lambda_.Code.from_inline(CODE),
            handler="index.handler",
            runtime=lambda_.Runtime.PYTHON_3_13,
            timeout=cdk.Duration.seconds(20),
            reserved_concurrent_executions=4 + edition,
        )
        arn = self.format_arn(service="connect", resource="instance", resource_name=f"{INSTANCE}/contact-flow/{flow}")
        function.add_to_role_policy(iam.PolicyStatement(actions=["connect:StartChatContact"], resources=[arn]))

        rest = apigateway.RestApi(self, "Rest")
        schema = apigateway.JsonSchema(
            type=apigateway.JsonSchemaType.OBJECT,
            required=["name"],
            properties={"name": apigateway.JsonSchema(type=apigateway.JsonSchemaType.STRING, max_length=10)},
        )
        rest.root.add_method(
            "POST",
            apigateway.LambdaIntegration(function),
            operation_name=f"Start{edition}",
            request_models={"application/json": rest.add_model("Body", schema=schema)},
            request_validator=rest.add_request_validator(
                "Validator", validate_request_body=True, validate_request_parameters=edition == 2
            ),
        )
        acl = wafv2.CfnWebACL(
            self,
            "Acl",
            scope="REGIONAL",
            default_action={"allow": {}},
            visibility_config={
                "cloudWatchMetricsEnabled": False,
                "metricName": "acl",
                "sampledRequestsEnabled": False,
            },
        )
        wafv2.CfnWebACLAssociation(
            self, "Association", resource_arn=rest.deployment_stage.stage_arn, web_acl_arn=acl.attr_arn
        )

        http = apigatewayv2.HttpApi(
            self,
            "Http",
            cors_preflight=apigatewayv2.CorsPreflightOptions(
                allow_origins=["https://www.example.com"],
                allow_methods=[apigatewayv2.CorsHttpMethod.POST],
                max_age=cdk.Duration.minutes(edition),
            ),
        )
        http.add_routes(
            path="/chat", methods=[apigatewayv2.HttpMethod.POST], integration=HttpLambdaIntegration("Chat", function)
        )
        http_url = f"https://{http.api_id}.execute-api.{self.region}.{self.url_suffix}/chat"

        alarm = cloudwatch.Alarm(
            self,
            "Alarm",
            metric=cloudwatch.MathExpression(
                expression="100 * errors / calls",
                using_metrics={"errors": function.metric_errors(), "calls": function.metric_invocations()},
            ),
            threshold=edition,
            evaluation_periods=1,
        )

        for name, value in {
            "AlarmName": alarm.alarm_name,
            "FunctionName": function.function_name,
            "RoleArn": function.role.role_arn if function.role else "",
            "RestApiId": rest.rest_api_id,
            "RestUrl": rest.url,
            "HttpUrl": http_url,
        }.items():
            cdk.CfnOutput(self, name, value=value)


def main() -> None:
    app = cdk.App()
    for name in ("Gaps", "Destroyed"):
        GapsStack(app, name, edition=int(app.node.try_get_context("edition")))
    app.synth()


if __name__ == "__main__":
    main()
