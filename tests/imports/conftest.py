from pathlib import Path
from typing import Any

import pytest

from tests.admin.conftest import SignIn, harbor, omar, rival, sign_in

__all__ = ["SignIn", "harbor", "omar", "rival", "sign_in"]


@pytest.fixture(autouse=True)
def own_storage(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
