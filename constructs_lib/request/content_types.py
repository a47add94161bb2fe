"""Content types that Amazon Connect chat documents. Plain strings are as good where AWS adds one."""

TEXT_PLAIN = "text/plain"
TEXT_MARKDOWN = "text/markdown"
APPLICATION_JSON = "application/json"
INTERACTIVE = "application/vnd.amazonaws.connect.message.interactive"
INTERACTIVE_RESPONSE = "application/vnd.amazonaws.connect.message.interactive.response"

SUPPORTED = (TEXT_PLAIN, TEXT_MARKDOWN, APPLICATION_JSON, INTERACTIVE, INTERACTIVE_RESPONSE)
"""What ``SupportedMessagingContentTypes`` documents."""
INITIAL_MESSAGE = (TEXT_PLAIN, TEXT_MARKDOWN, APPLICATION_JSON, INTERACTIVE_RESPONSE)
"""What ``InitialMessage.ContentType`` documents."""
