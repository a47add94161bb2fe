"""The defaults of the constructs, in one place for reviewers.

Times are in seconds. Each bounds the one before it: attempt, deadline, function, integration.
"""

CONNECT_TIMEOUT = 1
"""To open a connection to Amazon Connect; botocore's own default is 60."""
READ_TIMEOUT = 1.8
"""For each read of Amazon Connect's response: a second attempt fits within the deadline after one that hangs."""
ATTEMPTS = 4
"""Calls of Amazon Connect for one request, the first included, as far as the deadline allows."""
DEADLINE = 4
"""From the event to the response, which is 504 if Amazon Connect has not responded by then. AWS's own chat widget gives
up after 5 seconds and then starts a second chat."""
FUNCTION_TIMEOUT = 6
INTEGRATION_TIMEOUT = 8
"""The function's and the 2 seconds that its initialisation may take for a connection."""
LONGEST_INTEGRATION = 29
"""What API Gateway allows a REST API without a raised quota."""
MARGIN = 1
"""How much longer each time must be than the one within it, so that the inner one ends first."""

MEMORY_SIZE = 256
"""MB; also sets the share of a processor, which the cold start needs more than the memory."""
PLAN_LIMIT = 4096
"""Bytes that AWS Lambda allows all environment variables of a function together."""

RATE = 5
"""Starts per second: Amazon Connect's quota, which an account shares per Region; more would only be refused there."""
BURST = 8
"""Starts at once: Amazon Connect's quota."""

WAF_RATE_PER_ADDRESS = 100
"""Requests per five minutes and client address, one in three seconds: an office behind one address can start its
chats, and one address can take no more than a fifteenth of `RATE` for long. It is also what AWS WAF accepted as the
least for years."""
WAF_WINDOW = 300
WAF_RETRY_AFTER = 60
"""Seconds after which an address over its limit may try again."""

CONCURRENT_CHATS = 500
"""Amazon Connect's quota of concurrent chats of a new instance; waiting and silent chats count."""
CONNECT_CHAT_DURATION = 1500
"""Minutes that a chat lasts at most when the request doesn't say."""
LONGEST_CHAT = 10_080
"""Minutes, a week: the most that Amazon Connect allows."""
LONG_CHAT = 240
"""Minutes; a longer chat that anybody can start brings a warning."""
LONG_VALIDITY = 168
"""Hours, a week; a longer validity of a signed contact id whose holder nobody verifies brings a warning."""

CORS_MAX_AGE = 3600
"""How long browsers may cache the response to a preflight."""

STAGE_NAME = "Prod"
"""Amazon Connect's demo app for Android appends ``Prod/`` to its base URL and can't reach another stage."""

RUNTIME = "PYTHON_3_14"
"""The newest `aws_lambda.Runtime` that the function runs on."""
ARCHITECTURE = "ARM_64"
"""The cheaper `aws_lambda.Architecture`; the function holds nothing compiled."""
LOG_RETENTION = "THREE_MONTHS"
"""`aws_logs.RetentionDays`: long enough to look into a complaint."""
