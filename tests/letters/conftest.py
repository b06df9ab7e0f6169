from tests.admin.conftest import sign_in
from tests.mail.sink import sink

__all__ = ["sign_in", "sink"]
