"""A local AWS on loopback: deploy and hold a chat without an AWS account."""
