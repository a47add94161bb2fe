import os

from local.node import node

# Read by jsii when `aws_cdk` is first imported: the tests need no system Node.
os.environ.setdefault("JSII_NODE", str(node()))
