"""The code of the Lambda function that starts a chat contact in Amazon Connect for an HTTP caller."""
