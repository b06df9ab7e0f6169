"""The files of an organization, wherever they are kept: under `org/<its id>/`."""

from collections.abc import Iterator

from django.core.files.storage import default_storage


def folder_of(organization_id: int) -> str:
    return f"org/{organization_id}"


def files_of(organization_id: int) -> Iterator[str]:
    """The path of each, in order."""
    yield from files_under(folder_of(organization_id))


def files_under(folder: str) -> Iterator[str]:
    """The path of each file in the folder and below it; none where the folder doesn't exist."""
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(names):
        yield f"{folder}/{name}" if folder else name
    for name in sorted(folders):
        yield from files_under(f"{folder}/{name}" if folder else name)


def delete_files_of(organization_id: int) -> int:
    """Deletes each and returns how many there were; folders of a local disk go too."""
    paths = list(files_of(organization_id))
    for path in paths:
        default_storage.delete(path)
    _delete_empty_folders(folder_of(organization_id))
    return len(paths)


def _delete_empty_folders(folder: str) -> None:
    try:
        folders, _ = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in folders:
        _delete_empty_folders(f"{folder}/{name}")
    default_storage.delete(folder)
