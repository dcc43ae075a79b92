"""Pages of a list."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; numbers start with 1."""

    number: int
    size: int
    count: int

    @property
    def offset(self) -> int:
        """How many rows come before."""
        return (self.number - 1) * self.size

    @property
    def pages(self) -> int:
        """How many pages there are; at least 1."""
        return max(1, -(-self.count // self.size))

    @property
    def first(self) -> int:
        """The number of the first row, 0 when there is none."""
        return self.offset + 1 if self.count else 0

    @property
    def last(self) -> int:
        """The number of the last row."""
        return min(self.offset + self.size, self.count)

    @property
    def previous(self) -> int | None:
        """The number of the page before."""
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        """The number of the page after."""
        return self.number + 1 if self.number < self.pages else None


def paginate(count: int, number: str | None, size: int) -> Page:
    """The page that was asked for; nonsense asks for the first, too much for the last."""
    wanted = int(number) if number and number.isascii() and number.isdigit() and len(number) < 9 else 1  # noqa: PLR2004 - more digits are nonsense
    pages = max(1, -(-count // size))
    return Page(min(max(1, wanted), pages), size, count)
