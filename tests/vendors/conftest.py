from tests.admin.conftest import sign_in
from tests.api.conftest import program

__all__ = ["program", "sign_in"]
