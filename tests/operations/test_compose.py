"""What docker-compose.yml and the Dockerfile name exists, and every container is closed."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from config import environment

ROOT = Path(__file__).resolve().parent.parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ["migrate", "web", "worker", "beat", "backup"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def commands() -> dict[str, list[str]]:
    """Every command line of ours, from the services, their health checks and the image."""
    found = {}
    for name in OURS:
        service = SERVICES[name]
        if "command" in service:
            found[name] = service["command"]
        kind, *test = service.get("healthcheck", {}).get("test", ["CMD"])
        if test:
            found[f"{name} health"] = shlex.split(test[0]) if kind == "CMD-SHELL" else test
    image = re.search(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    assert image
    found["image"] = yaml.safe_load(image[1])
    return found


@pytest.mark.parametrize(("where", "command"), commands().items())
def test_every_command_exists(where: str, command: list[str]) -> None:
    program, *arguments = command
    assert (ROOT / ".venv" / "bin" / program).exists()
    if program == "python" and arguments[0] == "manage.py":
        assert arguments[1] in get_commands()
    elif program == "python":
        assert arguments[0] == "-m"
        assert (ROOT / f"{arguments[1].replace('.', '/')}.py").exists()
    elif program == "celery":
        assert arguments[:2] == ["--app", "config.celery"]
        assert arguments[2] in {"worker", "beat", "inspect"}
    else:
        assert program == "gunicorn"
        assert (ROOT / arguments[arguments.index("--config") + 1]).exists()
        assert arguments[-1] == "config.wsgi:application"


@pytest.mark.parametrize("name", OURS)
def test_every_setting_is_one_that_the_settings_read(name: str) -> None:
    source = (ROOT / "config" / "settings.py").read_text()
    for variable in SERVICES[name]["environment"]:
        base = variable.removesuffix("_FILE")
        assert f'"{base}"' in source, variable
        if variable.endswith("_FILE"):
            assert base in environment.SECRETS


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_can_not_rise_nor_write_where_it_should_not(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    # PostgreSQL's entry point starts as root, takes its folder and steps down.
    assert name == "db" or service["user"].split(":")[0] not in {"0", "root"}
    assert name == "db" or "cap_add" not in service
    assert "privileged" not in service
    for port in service.get("ports", []):
        assert port.startswith("127.0.0.1:")


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_has_limits_and_says_whether_it_starts_again(name: str) -> None:
    service = SERVICES[name]
    if name != "backup":
        limits = service["deploy"]["resources"]["limits"]
        assert set(limits) == {"cpus", "memory"}
    assert service["restart"] == ("no" if name in {"migrate", "backup"} else "unless-stopped")


def test_secrets_are_files_and_each_service_has_only_its_own() -> None:
    for name, service in SERVICES.items():
        assert set(service.get("secrets", [])) <= set(COMPOSE["secrets"]), name
        for variable, value in service.get("environment", {}).items():
            if variable.endswith("_FILE"):
                assert value.removeprefix("/run/secrets/") in service["secrets"], (name, variable)
            assert "password" not in str(value) or value.startswith("/run/secrets/")
    with_owner = {
        n for n, s in SERVICES.items() if "migration_database_url" in s.get("secrets", [])
    }
    assert with_owner == {"migrate", "backup"}


def test_volumes_and_the_files_it_mounts_exist() -> None:
    for service in SERVICES.values():
        for volume in service.get("volumes", []):
            assert volume.split(":")[0] in COMPOSE["volumes"]
    assert (ROOT / COMPOSE["configs"]["roles"]["file"]).exists()
    # A named volume takes the owner of the folder it covers.
    assert (
        "install --directory --owner longshore --group longshore .local .local/media /backups"
        in DOCKERFILE
    )


def test_redis_refuses_rather_than_forgets() -> None:
    command = SERVICES["redis"]["command"]
    assert command[command.index("--maxmemory-policy") + 1] == "noeviction"
    assert command[command.index("--appendonly") + 1] == "yes"


def test_mailpit_is_for_a_trial_only() -> None:
    assert SERVICES["mailpit"]["profiles"] == ["trial"]
    assert SERVICES["backup"]["profiles"] == ["tools"]


def test_the_image_runs_as_nobody_special() -> None:
    assert re.search(r"^USER longshore$", DOCKERFILE, re.MULTILINE)
    assert "useradd --uid 10001" in DOCKERFILE
