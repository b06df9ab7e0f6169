from tests.mail.sink import sink

__all__ = ["sink"]
