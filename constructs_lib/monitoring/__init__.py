"""What an operator sees: alarms, a dashboard, queries of the logs."""
