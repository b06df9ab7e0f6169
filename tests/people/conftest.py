from tests.accounts.conftest import text_of
from tests.admin.conftest import harbor, rival, sign_in
from tests.mail.sink import sink

__all__ = ["harbor", "rival", "sign_in", "sink", "text_of"]
