"""What an operator is told of a file that cannot be read: words, never what Python or the system calls it."""

REASONS: tuple[tuple[type[BaseException], str], ...] = (
    (FileNotFoundError, "there is no such file"),
    (NotADirectoryError, "there is no such file"),
    (IsADirectoryError, "that is a folder, not a file"),
    (PermissionError, "reading it is not allowed"),
    (UnicodeDecodeError, "it is no UTF-8 text"),
)


def why_unread(error: BaseException, *, otherwise: str = "it cannot be read") -> str:
    """Why a file could not be read.

    Args:
        error: what opening or decoding it raised.
        otherwise: what to say when it is none of the usual reasons.
    """
    return next((words for kind, words in REASONS if isinstance(error, kind)), otherwise)
