"""An endpoint for each anonymous deployment of the cases, in one stack; each behind an alias, with SnapStart."""

import aws_cdk as cdk
from aws_cdk import aws_lambda as lambda_

from constructs_lib import Access, Capacity, Cors, Release, StartChatContactRestApi
from tests.support.profiles import ORIGIN, PROFILES


def main() -> None:
    app = cdk.App()
    stack = cdk.Stack(app, "Hostile")
    access = Access.anonymous(without_waf="it runs on loopback alone")
    capacity = Capacity(starts_per_second=1000, burst=1000)
    for name, (kind, request) in PROFILES.items():
        if kind == "anonymous":
            construct_id = "".join(part.capitalize() for part in name.split("-"))
            chat = StartChatContactRestApi(
                stack,
                construct_id,
                request=request,
                access=access,
                cors=Cors(allow_origins=[ORIGIN]),
                capacity=capacity,
                release=Release(snap_start=lambda_.SnapStartConf.ON_PUBLISHED_VERSIONS),
            )
            cdk.CfnOutput(stack, f"{construct_id}Url", value=chat.url)
    app.synth()


if __name__ == "__main__":
    main()
