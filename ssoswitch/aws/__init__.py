"""Floor 2: the network; the only floor that knows boto3."""
