"""A plain text table."""

from __future__ import annotations

from dataclasses import dataclass

HEADS = ("task", "tool", "seconds", "peak MB", "peer/ours", "(kept)", "agreement")


@dataclass(frozen=True)
class Line:
    """One measurement; `ratio` is the peer's seconds over ours, `ratio_kept` over ours with
    the graph kept."""

    task: str
    tool: str
    seconds: float | None = None
    peak_mb: float | None = None
    ratio: float | None = None
    ratio_kept: float | None = None
    note: str = ""

    def cells(self):
        return (
            self.task,
            self.tool,
            "" if self.seconds is None else f"{self.seconds:.3f}",
            "" if self.peak_mb is None else f"{self.peak_mb:.0f}",
            "" if self.ratio is None else f"{self.ratio:.1f}",
            "" if self.ratio_kept is None else f"{self.ratio_kept:.1f}",
            self.note,
        )


def table(lines):
    rows = [HEADS, *(line.cells() for line in lines)]
    widths = [max(len(row[k]) for row in rows) for k in range(len(HEADS))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if 2 <= k <= 5 else cell.ljust(width)
            for k, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )
