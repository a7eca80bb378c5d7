"""Prints a benchmark's figures as a table."""


def print_table(title: str, heads: list[str], rows: list[list[str]]) -> None:
    """Print ``rows`` below ``heads``, the first column to the left, the others to the right."""
    widths = [max(len(row[i]) for row in [heads, *rows]) for i in range(len(heads))]
    print(f"\n{title}")
    for row in [heads, ["-" * width for width in widths], *rows]:
        cells = [
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        print("  ".join(cells).rstrip(), flush=True)


def beside(value: float, ours: float, unit: str, digits: int = 1) -> str:
    """Return a figure with its ratio to ours, for example `5.3 s (2.5 x)`."""
    return f"{value:.{digits}f} {unit} ({value / ours:.1f} x)" if ours else f"{value:.{digits}f} {unit}"
