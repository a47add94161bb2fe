"""The examples of every kind of access in one stack, each also behind the other kind of API where AWS has it."""

import aws_cdk as cdk

from constructs_lib import Access, StartChatContactHttpApi, StartChatContactRestApi
from examples.api_key.app import ApiKeyChat
from examples.cognito.app import REQUEST as COGNITO_REQUEST
from examples.cognito.app import CognitoChat
from examples.iam.app import REQUEST as IAM_REQUEST
from examples.iam.app import IamChat
from examples.jwt.app import REQUEST as JWT_REQUEST
from examples.jwt.app import JwtChat
from examples.lambda_authorizer.app import REQUEST as LAMBDA_AUTHORIZER_REQUEST
from examples.lambda_authorizer.app import LambdaAuthorizerChat
from examples.own_api.app import OwnApiChat
from examples.signed_jwt.app import REQUEST as SIGNED_JWT_REQUEST
from examples.signed_jwt.app import SignedJwtChat


def main() -> None:
    app = cdk.App()
    stack = cdk.Stack(app, "Identity")
    api_key, iam, cognito = ApiKeyChat(stack, "ApiKey"), IamChat(stack, "Iam"), CognitoChat(stack, "Cognito")
    jwt, authorizer = JwtChat(stack, "Jwt"), LambdaAuthorizerChat(stack, "Authorizer")
    signed_jwt, own = SignedJwtChat(stack, "SignedJwt"), OwnApiChat(stack, "Own")

    def behind_http(id: str, request: object, access: Access) -> StartChatContactHttpApi:
        return StartChatContactHttpApi(stack, f"{id}Chat", request=request, access=access)  # type: ignore[arg-type]

    clients = Access.cognito(cognito.user_pool, user_pool_clients=[cognito.client])
    endpoints: dict[str, StartChatContactRestApi | StartChatContactHttpApi] = {
        "RestApiKey": api_key.chat,
        "RestIam": iam.chat,
        "HttpIam": behind_http("HttpIam", IAM_REQUEST, Access.iam()),
        "RestCognito": cognito.chat,
        "HttpCognito": behind_http("HttpCognito", COGNITO_REQUEST, clients),
        "HttpJwt": jwt.chat,
        "HttpJwtToo": StartChatContactHttpApi(
            stack,
            "HttpJwtTooChat",
            request=JWT_REQUEST,
            access=jwt.access,
            contact_id_secret=jwt.chat.handler.contact_id_secret,
        ),
        "RestLambda": authorizer.chat,
        "HttpLambda": behind_http(
            "HttpLambda", LAMBDA_AUTHORIZER_REQUEST, Access.lambda_authorizer(authorizer.authorizer)
        ),
        "RestSignedJwt": signed_jwt.chat,
        "HttpSignedJwt": behind_http(
            "HttpSignedJwt", SIGNED_JWT_REQUEST, Access.signed_jwt(signed_jwt.secret, without_waf="a test")
        ),
    }
    outputs = {name: endpoint.url for name, endpoint in endpoints.items()} | {
        "RestOwn": f"{own.rest_api.url}chat",
        "HttpOwn": f"https://{own.http_api.api_id}.execute-api.{stack.region}.amazonaws.com/chat",
        "UserPoolId": cognito.user_pool.user_pool_id,
        "ClientId": cognito.client.user_pool_client_id,
        "TokenKey": signed_jwt.secret.secret_arn,
        "ApiKeyId": api_key.chat.api_key.key_id if api_key.chat.api_key else "",
    }
    for name, value in outputs.items():
        cdk.CfnOutput(stack, name, value=value)
    app.synth()


if __name__ == "__main__":
    main()
