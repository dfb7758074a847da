"""ssoswitch: every AWS account and role you may use, on one screen."""

# A constant, because importlib.metadata costs 10 ms on the way to the first frame.
__version__ = "0.1.0"
