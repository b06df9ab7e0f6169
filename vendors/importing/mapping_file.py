"""Finds, reads and checks the YAML file of a mapping."""

import codecs
from datetime import date, datetime
from pathlib import Path
from typing import Any

from vendors.importing.cell_format import CellFormat
from vendors.importing.cells import CellRefused, CellValue, example_date, parser_for
from vendors.importing.fields import FIELDS, REQUIRED_FIELDS
from vendors.importing.limits import MAX_MAPPING_BYTES
from vendors.importing.mapping import ContractMapping
from vendors.importing.nearest import nearest
from vendors.importing.refusal import MappingRefused, quoted
from vendors.importing.strict_yaml import load_strictly

MAPPINGS = Path(__file__).resolve().parent.parent / "mappings"
DELIMITERS = (",", ";", "\t", "|")
DECIMAL_MARKS = (".", ",")
THOUSANDS_MARKS = (",", ".", "'", " ", "")


def mapping_names(directory: Path = MAPPINGS) -> list[str]:
    """The names of the mappings that come with the program."""
    return sorted(path.stem for path in directory.glob("*.yaml"))


def load_mapping(name_or_path: str | Path) -> ContractMapping:
    """A mapping by its name (`philadelphia`) or by the path of a YAML file.

    Raises MappingRefused when there is none, or when the file doesn't make sense.
    """
    path = _find(str(name_or_path))
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_MAPPING_BYTES + 1)
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MappingRefused(f"{path.name}: byte {error.start:,} is not UTF-8 text.") from error
    except OSError as error:
        raise MappingRefused(f"{path}: can not be read ({error.strerror}).") from error
    if len(raw) > MAX_MAPPING_BYTES:
        raise MappingRefused(f"{path.name}: a mapping is smaller than {MAX_MAPPING_BYTES:,} bytes.")
    return _MappingReader(path.name, load_strictly(text, path.name)).mapping(path.stem)


def _find(name: str) -> Path:
    names = mapping_names()
    if name in names:
        return MAPPINGS / f"{name}.yaml"
    if Path(name).is_file():
        return Path(name)
    if Path(name).suffix in {".yaml", ".yml"} or "/" in name:
        raise MappingRefused(f"There is no mapping file {name}.")
    raise MappingRefused(
        f"There is no mapping named {quoted(name)}{nearest(name, names)}. Known are "
        f"{' and '.join(names)}; for another one give the path of its YAML file."
    )


class _MappingReader:
    """Checks the parsed YAML part by part; the first thing that is wrong is reported."""

    SECTIONS = (
        "description",
        "format",
        "columns",
        "may_be_missing",
        "constants",
        "values",
        "items",
        "required",
        "figures_as_of",
        "keep",
        "ignore",
    )
    FORMAT = (
        "encoding",
        "delimiter",
        "sheet",
        "dates",
        "decimal_mark",
        "thousands_mark",
        "currency_symbol",
        "words_for_yes",
        "words_for_no",
        "words_for_blank",
    )

    def __init__(self, file_name: str, document: Any) -> None:
        self.file_name = file_name
        self.document = self._table(document, "the mapping", self.SECTIONS)

    def mapping(self, name: str) -> ContractMapping:
        """The checked mapping."""
        layout = self._table(self.document.get("format"), "format", self.FORMAT)
        items = self._table(self.document.get("items"), "items", ("original_values",))
        cell_format = self._cell_format(layout)
        columns = self._columns()
        mapping = ContractMapping(
            name=name,
            columns=columns,
            cell_format=cell_format,
            encoding=self._encoding(layout),
            delimiter=self._one_of(layout, "delimiter", DELIMITERS, ","),
            sheet=self._text(layout.get("sheet"), "format: sheet") if "sheet" in layout else None,
            constants=self._constants(cell_format),
            values=self._values(),
            required=REQUIRED_FIELDS | self._fields("required"),
            may_be_missing=frozenset(self._texts(self.document, "may_be_missing")),
            original_values=_folded(self._texts(items, "original_values")),
            days_remaining=self._days_remaining(),
            keep=self._texts(self.document, "keep"),
            ignore=self._texts(self.document, "ignore"),
        )
        self._check_fields(mapping)
        self._check_headers(mapping)
        return mapping

    def _refuse(self, reason: str) -> MappingRefused:
        return MappingRefused(f"Mapping {self.file_name}: {reason}.")

    def _table(self, raw: Any, place: str, keys: tuple[str, ...] = ()) -> dict[str, Any]:
        if raw is None:
            return {}
        if not isinstance(raw, dict):
            raise self._refuse(f"{place} is a list of names with values, not {_shown(raw)}")
        for key in raw:
            self._text(key, place)
            if keys and key not in keys:
                raise self._refuse(
                    f"{place} has no setting {quoted(key)}{nearest(key, keys)}; "
                    f"there are {', '.join(keys)}"
                )
        return raw

    def _text(self, raw: Any, place: str) -> str:
        if isinstance(raw, str):
            return raw
        raise self._refuse(f"{place}: {_shown(raw)} is not text; put it in quotation marks")

    def _texts(self, table: dict[str, Any], key: str) -> tuple[str, ...]:
        raw = table.get(key)
        if raw is None:
            return ()
        if not isinstance(raw, list):
            raise self._refuse(f"{key} is a list, not {_shown(raw)}")
        return tuple(self._text(entry, key).strip() for entry in raw)

    def _field(self, raw: Any, place: str) -> str:
        name = self._text(raw, place)
        if name in FIELDS:
            return name
        raise self._refuse(
            f"{place}: there is no field {quoted(name)}{nearest(name, tuple(FIELDS))}; "
            f"the fields are {', '.join(FIELDS)}"
        )

    def _fields(self, key: str) -> frozenset[str]:
        return frozenset(self._field(name, key) for name in self._texts(self.document, key))

    def _columns(self) -> dict[str, str]:
        table = self._table(self.document.get("columns"), "columns")
        return {header.strip(): self._field(name, "columns") for header, name in table.items()}

    def _constants(self, cell_format: CellFormat) -> dict[str, CellValue]:
        table = self._table(self.document.get("constants"), "constants")
        return {
            self._field(name, "constants"): self._constant(name, raw, cell_format)
            for name, raw in table.items()
        }

    def _constant(self, name: str, raw: Any, cell_format: CellFormat) -> CellValue:
        text = self._text(raw, f"constants: {name}").strip()
        try:
            return parser_for(FIELDS[name], cell_format)(text)
        except CellRefused as error:
            reason = f"constants: {name}: {quoted(text)}; expected {error}"
            raise self._refuse(reason) from error

    def _values(self) -> dict[str, dict[str, str]]:
        table = self._table(self.document.get("values"), "values")
        return {
            self._field(name, "values"): {
                word.strip().casefold(): self._text(value, f"values: {name}")
                for word, value in self._table(words, f"values: {name}").items()
            }
            for name, words in table.items()
        }

    def _days_remaining(self) -> str | None:
        rule = self._table(self.document.get("figures_as_of"), "figures_as_of", ("last_day_minus",))
        column = rule.get("last_day_minus")
        return None if column is None else self._text(column, "figures_as_of: last_day_minus")

    def _encoding(self, layout: dict[str, Any]) -> str:
        name = self._text(layout.get("encoding", "utf-8"), "format: encoding")
        try:
            codec = codecs.lookup(name)
            # Lines are cut before they are decoded, so a line end has to be the byte 10.
            plain = "a,;|\t\"'\r\n".encode(codec.name) == b"a,;|\t\"'\r\n"
        except (LookupError, TypeError, UnicodeError):
            plain = False
        if not plain:
            raise self._refuse(
                f"format: encoding: {quoted(name)}; expected utf-8, windows-1252 or another "
                "encoding in which plain letters are single bytes"
            )
        return "utf-8" if codec.name == "utf-8-sig" else codec.name

    def _one_of(
        self, layout: dict[str, Any], key: str, choices: tuple[str, ...], default: str
    ) -> str:
        chosen = self._text(layout.get(key, default), f"format: {key}")
        if chosen not in choices:
            words = " or ".join(quoted(choice) for choice in choices)
            raise self._refuse(f"format: {key}: {quoted(chosen)}; expected {words}")
        return chosen

    def _cell_format(self, layout: dict[str, Any]) -> CellFormat:
        plain = CellFormat()
        decimal_mark = self._one_of(layout, "decimal_mark", DECIMAL_MARKS, ".")
        default = "," if decimal_mark == "." else "."
        thousands_mark = self._one_of(layout, "thousands_mark", THOUSANDS_MARKS, default)
        if decimal_mark == thousands_mark:
            raise self._refuse("format: decimal_mark and thousands_mark can not be the same")
        return CellFormat(
            dates=self._dates(layout),
            decimal_mark=decimal_mark,
            thousands_mark=thousands_mark,
            currency_symbol=self._text(layout.get("currency_symbol", ""), "currency_symbol"),
            yes=_folded(self._texts(layout, "words_for_yes")) or plain.yes,
            no=_folded(self._texts(layout, "words_for_no")) or plain.no,
            blanks=_folded(self._texts(layout, "words_for_blank")),
        )

    def _dates(self, layout: dict[str, Any]) -> tuple[str, ...]:
        formats = self._texts(layout, "dates")
        for pattern in formats:
            if not _is_date_format(pattern):
                raise self._refuse(
                    f"format: dates: {quoted(pattern)} is not a date format; expected the year, "
                    "month and day as in %m/%d/%Y, %d.%m.%Y or %d-%b-%Y"
                )
        return formats

    def _check_fields(self, mapping: ContractMapping) -> None:
        filled = [*mapping.columns.values(), *mapping.constants]
        for name in filled:
            if filled.count(name) > 1:
                raise self._refuse(f"the field {quoted(name)} is filled twice")
        for name in [*FIELDS, *mapping.values]:
            if name in mapping.required | set(mapping.values) and name not in filled:
                raise self._refuse(
                    f"no column and no constant fills the field {quoted(name)}; "
                    "add it to columns or constants"
                )
        if mapping.days_remaining and "last_day" not in mapping.columns.values():
            raise self._refuse("figures_as_of: last_day_minus needs a column for last_day")
        if mapping.days_remaining and "figures_as_of" in filled:
            raise self._refuse("figures_as_of is filled both by a column and by last_day_minus")

    def _check_headers(self, mapping: ContractMapping) -> None:
        listed = [*mapping.columns, *mapping.keep, *mapping.ignore]
        folded = [header.casefold() for header in listed]
        for header in listed:
            if not header or folded.count(header.casefold()) > 1:
                raise self._refuse(f"the column {quoted(header)} is named twice or has no name")
        for header in mapping.may_be_missing:
            if header not in mapping.headers:
                raise self._refuse(
                    f"may_be_missing: no column {quoted(header)}{nearest(header, mapping.headers)}"
                )
            if mapping.columns.get(header) in mapping.required:
                raise self._refuse(f"may_be_missing: {quoted(header)} fills a required field")


def _shown(raw: Any) -> str:
    return f"a {type(raw).__name__}" if isinstance(raw, list | dict) else quoted(str(raw))


def _folded(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word.casefold() for word in words)


def _is_date_format(pattern: str) -> bool:
    try:
        day = datetime.strptime(example_date(pattern), pattern).date()  # noqa: DTZ007
    except (ValueError, UnicodeError):
        return False
    return day == date(2020, 12, 31)
