"""How much is read in one import; everything above is refused with a sentence that says so.

A file is read as a stream, but the numbers of its contracts and items stay in memory until the
end, because a row may contradict one far above it. 100,000 rows take about 110 MB together with
the interpreter, which keeps a process that also stores them under 300 MB. Larger portfolios are
split into several files: an import adds to what is there.
"""

MAX_ROWS = 100_000
MAX_LINES = 2_000_000
MAX_BYTES = 256 * 1024 * 1024
MAX_RECORD_BYTES = 1024 * 1024
MAX_COLUMNS = 500
MAX_LISTED_ERRORS = 10_000
MAX_MAPPING_BYTES = 256 * 1024

MAX_WORKBOOK_BYTES = 192 * 1024 * 1024
MAX_WORKBOOK_RATIO = 200
MAX_WORKBOOK_PARTS = 2_000
MAX_WORKBOOK_PART_BYTES = 16 * 1024 * 1024
MAX_WORKBOOK_ROW_BYTES = 2 * 1024 * 1024
MAX_WORKBOOK_TEXT_BYTES = 1024 * 1024
MAX_SHARED_STRINGS_BYTES = 48 * 1024 * 1024
MAX_SHARED_STRING_ELEMENTS = 1_000_000
MAX_PART_ELEMENTS = 200_000
MAX_ELEMENTS_IN_ROW = 4 * MAX_COLUMNS
MAX_SHEET_ROW = 1_048_576
MAX_ROW_ELEMENTS = 2 * MAX_ROWS
