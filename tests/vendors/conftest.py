from tests.admin.conftest import sign_in

__all__ = ["sign_in"]
