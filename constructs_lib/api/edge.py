"""Where an API can be called: its domain, its own address, private networks."""

from collections.abc import Iterator
from dataclasses import dataclass

from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_iam as iam

from constructs_lib.prop_types import check_type


@dataclass(frozen=True, kw_only=True, slots=True)
class Edge:
    """The props of a REST API that say so, in CDK's own words; `StartChatContactRestApi` documents them."""

    domain_name: apigateway.DomainNameOptions | None
    disable_execute_api_endpoint: bool
    policy: iam.PolicyDocument | None
    endpoint_configuration: apigateway.EndpointConfiguration | None

    @property
    def is_private(self) -> bool:
        """Whether only VPC endpoints reach the API."""
        types = self.endpoint_configuration.types if self.endpoint_configuration is not None else None
        return apigateway.EndpointType.PRIVATE in (types or ())

    def check(self) -> Iterator[str]:
        """Yield wrong types, and combinations that AWS refuses or that nobody could call."""
        for name, value, wanted, example in (
            ("domain_name", self.domain_name, apigateway.DomainNameOptions, "apigateway.DomainNameOptions(…)"),
            ("policy", self.policy, iam.PolicyDocument, "iam.PolicyDocument(…)"),
            (
                "endpoint_configuration",
                self.endpoint_configuration,
                apigateway.EndpointConfiguration,
                "apigateway.EndpointConfiguration(types=[…])",
            ),
        ):
            if value is not None:
                found = list(check_type(name, value, wanted, example))
                yield from found
                if found and name == "endpoint_configuration":
                    return
        yield from check_type("disable_execute_api_endpoint", self.disable_execute_api_endpoint, bool, "True or False")
        if self.is_private and self.policy is None:
            yield "policy: is required for a private API; give one that allows your VPC endpoints to invoke it"
        if self.is_private and self.domain_name is not None:
            yield "domain_name: a private API has no public domain; leave it out"
        if self.disable_execute_api_endpoint is True and self.domain_name is None and not self.is_private:
            yield "disable_execute_api_endpoint: nobody could call the API; give domain_name as well"

    def url(self, api: apigateway.RestApi, path: str | None) -> str:
        """Return where clients POST: under the domain where there is one. It ends in a slash only at the root."""
        if self.domain_name is None:
            return api.url_for_path(f"/{path}" if path else "/")
        parts = [part for part in (self.domain_name.base_path, path) if part]
        return f"https://{self.domain_name.domain_name}/{'/'.join(parts)}"
