"""Metrics that AWS documents, by name and dimensions: those that an alarm or the dashboard may use.

From the CloudWatch pages of the developer guides of AWS Lambda, API Gateway (REST and HTTP), AWS WAF and CloudWatch
Logs, and of Amazon Connect's administrator guide.
"""

_FUNCTION = ("FunctionName",)
_CHATS = ("InstanceId", "MetricGroup")

DOCUMENTED: dict[tuple[str, str], set[tuple[str, ...]]] = {
    **{
        ("AWS/Lambda", name): {_FUNCTION}
        for name in ("ConcurrentExecutions", "Duration", "Errors", "Invocations", "Throttles")
    },
    **{("AWS/ApiGateway", name): {("ApiName",)} for name in ("4XXError", "5XXError")},
    **{("AWS/ApiGateway", name): {("ApiId",)} for name in ("4xx", "5xx")},
    ("AWS/ApiGateway", "Count"): {("ApiName",), ("ApiId",)},
    ("AWS/WAFV2", "BlockedRequests"): {("Region", "Rule", "WebACL")},
    ("AWS/Logs", "IncomingBytes"): {("LogGroupName",)},
    **{
        ("AWS/Connect", name): {_CHATS}
        for name in ("ChatsBreachingActiveChatQuota", "ConcurrentActiveChats", "ConcurrentActiveChatsPercentage")
    },
}
