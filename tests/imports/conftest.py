from tests.admin.conftest import SignIn, harbor, omar, rival, sign_in

__all__ = ["SignIn", "harbor", "omar", "rival", "sign_in"]
