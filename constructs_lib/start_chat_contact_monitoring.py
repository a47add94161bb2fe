"""Alarms and a dashboard of an endpoint, and queries of its logs."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_logs as logs
from constructs import Construct

from .errors import raise_problems
from .monitoring.alarms import alarm_specs, make_alarms
from .monitoring.dashboard import make_dashboard
from .monitoring.endpoint_metrics import Endpoint, EndpointMetrics
from .monitoring.queries import save_queries as save
from .monitoring.thresholds import AlarmThresholds, check_thresholds
from .prop_types import check_type, describe
from .start_chat_contact_function import StartChatContactFunction
from .start_chat_contact_http_api import StartChatContactHttpApi
from .start_chat_contact_rest_api import StartChatContactRestApi
from .tokens import is_unresolved


class StartChatContactMonitoring(Construct):
    """Alarms and a dashboard for an endpoint and, if you ask for them, saved queries of its logs.

    Attributes:
        endpoint: what is watched.
        alarms: the alarms, by their names in the runbook, such as ``Misconfigured``.
        dashboard: the dashboard.
        queries: the saved queries; none unless asked for.
    """

    endpoint: Endpoint
    alarms: Mapping[str, cloudwatch.Alarm]
    dashboard: cloudwatch.Dashboard
    queries: Sequence[logs.CfnQueryDefinition]

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        endpoint: Endpoint,
        alarm_actions: Sequence[cloudwatch.IAlarmAction] = (),
        thresholds: AlarmThresholds | None = None,
        runbook_url: str | None = None,
        save_queries: bool = False,
    ) -> None:
        """Make the alarms and the dashboard.

        Args:
            scope: the parent.
            id: unique among the parent's children.
            endpoint: what is watched: a REST API, an HTTP API or a function of this library.
            alarm_actions: what each alarm does when it goes off, such as
                ``aws_cloudwatch_actions.SnsAction(topic)``. Default: - the alarms tell nobody
            thresholds: when each alarm goes off, and which there are. Default: - those of `AlarmThresholds`
            runbook_url: where you keep the runbook; each alarm's description links its section. Default: - the
                descriptions name ``docs/operations.md``
            save_queries: save the runbook's queries in CloudWatch Logs Insights. Default: False

        Raises:
            DeclarationError: with every problem of the props.
        """
        super().__init__(scope, id)
        raise_problems(
            chain(
                _check_endpoint(endpoint),
                _check_actions(alarm_actions),
                check_thresholds(thresholds),
                _check_runbook_url(runbook_url),
                check_type("save_queries", save_queries, bool, "True or False"),
            )
        )
        self.endpoint = endpoint
        metrics, chosen = EndpointMetrics(endpoint), thresholds or AlarmThresholds()
        self.alarms = make_alarms(self, alarm_specs(metrics, chosen), alarm_actions, runbook_url)
        self.dashboard = make_dashboard(self, "Dashboard", metrics, chosen, list(self.alarms.values()))
        self.queries = save(self, metrics) if save_queries else []


def _check_endpoint(endpoint: object) -> Iterator[str]:
    if not isinstance(endpoint, (StartChatContactFunction, StartChatContactRestApi, StartChatContactHttpApi)):
        yield (
            f"endpoint: got {describe(endpoint)}; give a StartChatContactRestApi, StartChatContactHttpApi or "
            "StartChatContactFunction"
        )


def _check_actions(actions: object) -> Iterator[str]:
    if not isinstance(actions, (list, tuple)):
        yield f"alarm_actions: got {describe(actions)}; give a list, such as [cloudwatch_actions.SnsAction(topic)]"
        return
    for index, action in enumerate(actions):
        if not hasattr(action, "bind"):
            yield (
                f"alarm_actions[{index}]: got {describe(action)}; give an action, such as "
                "cloudwatch_actions.SnsAction(topic)"
            )


def _check_runbook_url(url: object) -> Iterator[str]:
    if url is None or is_unresolved(url):
        return
    if not isinstance(url, str) or not url.startswith(("https://", "http://")) or "#" in url or len(url) > 500:
        yield f"runbook_url: got {describe(url)}; give a URL without a fragment, 500 characters or less"
