"""What follows from a declaration: plan, schema, policy, and references of CDK objects."""
