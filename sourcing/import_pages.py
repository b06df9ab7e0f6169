"""The pages of imports: upload, columns, dry run with its differences, result, undo."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from accounts.access import membership_of, organization_of
from accounts.exporting.files import file_answer
from accounts.exporting.table import Cell, Table
from accounts.exporting.writers import Format
from accounts.list_links import add_list_links
from sourcing.importing.headers import label_of, problems
from sourcing.importing.kinds import Kind, import_kind, import_kinds
from sourcing.importing.lists import ImportList
from sourcing.models import Import, ImportLine
from sourcing.models.file_import import CONTRACT_FILES, Outcome, Step
from sourcing.services.imports import (
    NotNow,
    run_or_wake,
    start_apply,
    start_check,
    start_undo,
    upload,
)
from vendors.importing.headers import REJECT_HEADERS
from vendors.importing.mapping_file import load_mapping, mapping_names
from vendors.importing.refusal import FileRefused

View = Callable[..., HttpResponseBase]
PER_PAGE = 100


def urls() -> list[tuple[str, View, str]]:
    """Route, view and name of each page, for the site to guard."""
    return [
        ("imports/", imports, "imports"),
        ("imports/new/<str:name>/", new_import, "import_new"),
        ("imports/template/<str:name>/<str:form>/", template, "import_template"),
        ("imports/<uuid:key>/", one_import, "import"),
        ("imports/<uuid:key>/rejects/", rejects, "import_rejects"),
    ]


def _links(request: HttpRequest, name: str) -> list[tuple[str, str]]:
    """The way from a list to its import; contracts have two."""
    names = [CONTRACT_FILES, name] if name == "vendors.contract" else [name]
    return [
        (f"Import {kind.title}", reverse("admin:import_new", args=[kind.name]))
        for kind in map(import_kind, names)
        if kind and _may(request, kind)
    ]


add_list_links(_links)


def kinds(request: HttpRequest) -> list[Kind]:
    """What the person may import into."""
    return [kind for kind in import_kinds() if _may(request, kind)]


def imports(request: HttpRequest) -> HttpResponse:
    """All imports, the latest first, and the lists to start one for."""
    if not request.user.has_perm("sourcing.view_import"):
        raise PermissionDenied
    rows = Import.objects.select_related("requested_by__user", "undone_by__user")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    for row in page.object_list:
        kind = import_kind(row.kind)
        row.title = kind.title if kind else row.kind  # type: ignore[attr-defined]
    context: dict[str, object] = {"title": "Imports", "page": page, "kinds": kinds(request)}
    return _page(request, "list", context)


def new_import(request: HttpRequest, name: str) -> HttpResponse:
    """Takes a file for a list."""
    kind = _allowed_kind(request, name)
    problem = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        mapping = request.POST.get("mapping", "") if name == CONTRACT_FILES else ""
        if file is None:
            problem = "Choose a file: CSV (.csv), gzip-compressed CSV (.csv.gz) or Excel (.xlsx)."
        elif name == CONTRACT_FILES and mapping not in mapping_names():
            problem = f"Choose a layout: {' or '.join(mapping_names())}."
        else:
            try:
                uploaded = upload(
                    actor=membership_of(request),
                    kind=name,
                    name=file.name or "",
                    file=file,
                    mapping=mapping,
                    now=timezone.now(),
                )
            except FileRefused as refused:
                problem = refused.reason
            else:
                if name == CONTRACT_FILES:
                    start_check(imported=uploaded, columns={})
                    _run(request, uploaded)
                return redirect("admin:import", uploaded.pk)
    context = {
        "title": f"Import {kind.title}",
        "kind": kind,
        "problem": problem,
        "layouts": [load_mapping(each) for each in mapping_names()]
        if name == CONTRACT_FILES
        else [],
        "chosen": request.POST.get("mapping", "longshore"),
        "columns": _described(kind.listed) if kind.listed else [],
    }
    return _page(request, "new", context, status=400 if problem else 200)


def template(request: HttpRequest, name: str, form: str) -> HttpResponseBase:
    """An empty file with the columns of a list."""
    kind = _allowed_kind(request, name)
    if form not in list(Format):
        raise Http404("There is no such format.")
    headings = kind.listed.columns if kind.listed else tuple(load_mapping("longshore").columns)
    table = Table(name=f"{kind.title} template", headings=headings, rows=(), count=0)
    return file_answer(request, table, Format(form))


def one_import(request: HttpRequest, key: UUID) -> HttpResponse:
    """Where an import stands, and what can be done next."""
    imported, kind = _found(request, key)
    if request.method == "POST":
        return _act(request, imported, kind)
    return _shown(request, imported, kind)


def rejects(request: HttpRequest, key: UUID) -> FileResponse:
    """The refused rows with their reasons, to be corrected and imported again."""
    imported, _ = _found(request, key)
    lines = imported.lines.filter(outcome=Outcome.REFUSED)
    first = lines.first()
    if first is None:
        raise Http404("No row was refused.")
    headers = [header for header, _ in first.cells if header not in REJECT_HEADERS]
    table = Table(
        name=f"{imported.file_name.split('.')[0]} rejected",
        headings=[*headers, *REJECT_HEADERS],
        rows=(
            [
                *(Cell(dict(line.cells).get(header, "")) for header in headers),
                Cell(line.line),
                Cell("; ".join(f"{d[0] or d[1]}: expected {d[2]}" for d in line.details)),
            ]
            for line in lines.iterator()
        ),
        count=lines.count(),
    )
    return file_answer(request, table, Format.CSV)


def _act(request: HttpRequest, imported: Import, kind: Kind) -> HttpResponse:
    if not _may(request, kind):
        raise PermissionDenied
    # Two people, or one in two windows: the second waits and then finds what the first did.
    imported = Import.objects.select_for_update(of=("self",)).get(pk=imported.pk)
    action = request.POST.get("action")
    try:
        if action == "check":
            found = _chosen(request, imported)
            told = problems(found, kind.listed) if kind.listed else []
            if told:
                imported.columns = list(found.items())
                return _shown(request, imported, kind, told, status=400)
            start_check(imported=imported, columns=found)
        elif action == "apply":
            start_apply(imported=imported, only_good="only_good" in request.POST)
        elif action == "undo":
            start_undo(
                imported=imported,
                actor=membership_of(request),
                despite_kept="despite_kept" in request.POST,
            )
        else:
            raise Http404("There is nothing of this name to do.")
    except NotNow as refused:
        messages.error(request, str(refused))
        return redirect("admin:import", imported.pk)
    _run(request, imported)
    return redirect("admin:import", imported.pk)


def _run(request: HttpRequest, imported: Import) -> None:
    run_or_wake(organization=organization_of(request), imported=imported, now=timezone.now())


def _chosen(request: HttpRequest, imported: Import) -> dict[str, str]:
    return {
        header: request.POST.get(f"column_{number}", "")
        for number, (header, _) in enumerate(imported.columns)
    }


def _shown(
    request: HttpRequest,
    imported: Import,
    kind: Kind,
    told: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    counts = {name: imported.counts.get(name, 0) for name in Outcome.values}
    shown = request.GET.get("show", "")
    if shown not in Outcome.values:
        shown = next((n for n in ("kept", "refused", "changed", "new") if counts.get(n)), "")
    lines = ImportLine.objects.filter(of=imported, outcome=shown)
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    labels = (
        {column: label_of(kind.listed, column) for column in kind.listed.columns}
        if (kind.listed)
        else {}
    )
    context = {
        "title": f"Import of {imported.file_name}",
        "imported": imported,
        "kind": kind,
        "may": _may(request, kind),
        "problems": told or [],
        "is_mapping": imported.step == Step.MAP or bool(told),
        "choices": list(enumerate(imported.columns)),
        "labels": labels,
        "counts": counts,
        "good": counts[Outcome.NEW] + counts[Outcome.CHANGED],
        "tabs": [(n, Outcome(n).label, counts[n]) for n in Outcome.values if counts[n]],
        "shown": shown,
        "page": page,
        "not_listed": counts.get(shown, 0) - page.paginator.count,
    }
    return _page(request, "one", context, status=status)


def _described(listed: ImportList) -> list[tuple[str, str, bool]]:
    return [(c, label_of(listed, c), listed.is_required(c)) for c in listed.columns]


def _found(request: HttpRequest, key: UUID) -> tuple[Import, Kind]:
    if not request.user.has_perm("sourcing.view_import"):
        raise PermissionDenied
    rows = Import.objects.select_related("requested_by__user", "undone_by__user")
    imported = rows.filter(pk=key).first()
    kind = import_kind(imported.kind) if imported else None
    # A file's rows tell what its list holds, which not everyone may read.
    if imported is None or kind is None or not request.user.has_perms(kind.viewing):
        raise Http404("There is no such import.")
    return imported, kind


def _allowed_kind(request: HttpRequest, name: str) -> Kind:
    kind = import_kind(name)
    if kind is None:
        raise Http404("There is no such list.")
    if not _may(request, kind):
        raise PermissionDenied
    return kind


def _may(request: HttpRequest, kind: Kind) -> bool:
    return bool(request.user.has_perms(list(kind.permissions)))


def _page(
    request: HttpRequest, name: str, context: dict[str, object], status: int = 200
) -> HttpResponse:
    request.current_app = admin.site.name
    shell = admin.site.each_context(request)
    return TemplateResponse(
        request, f"sourcing/imports/{name}.html", {**shell, **context}, status=status
    )
