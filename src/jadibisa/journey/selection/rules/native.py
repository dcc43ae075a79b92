"""Compiled loops: SHA-256 by the compression function of libcrypto, and the bucket passes of the draw.

Whoever imports this pays for the compiler, so only `swift.compiled` does, for large rolls. The import fails where libcrypto
lacks the function or it gives another number than hashlib; the plain Python paths then do the same work.
"""
# ruff: noqa: ANN001, ANN202, ANN401 - the compiler asks for values without types
# mypy: allow-untyped-defs, allow-untyped-calls

import ctypes
import ctypes.util
import hashlib
from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic
from numpy.typing import NDArray

BLOCK, DIGEST, WORDS, TICKET, LINE_END = 64, 32, 8, 16, 10
START = (0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19)
CONTEXT = 28  # words of libcrypto's SHA256_CTX; the first eight are the state
Bytes = NDArray[np.uint8]


def _address() -> int:
    """Where `SHA256_Transform` stands in memory.

    Raises:
        ImportError: when libcrypto or the function is not there.
    """
    try:
        library = ctypes.CDLL(ctypes.util.find_library("crypto"))
        return ctypes.cast(library.SHA256_Transform, ctypes.c_void_p).value or 0
    except (OSError, AttributeError, TypeError) as lacking:
        raise ImportError("libcrypto has no SHA256_Transform") from lacking


def _call(_typing: Any, _function: Any, _state: Any, _block: Any) -> tuple[Any, Callable[..., Any]]:
    """The call `SHA256_Transform(state, block)` by addresses; an address as an argument lets the loops be kept on disk."""

    def code(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        pointer = ir.IntType(8).as_pointer()
        kind = ir.FunctionType(ir.VoidType(), [pointer, pointer])
        function, *given = arguments
        called = builder.inttoptr(function, kind.as_pointer())
        builder.call(called, [builder.inttoptr(place, pointer) for place in given])
        return context.get_dummy_value()

    return types.void(types.uintp, types.uintp, types.uintp), code


_compress: Any = intrinsic(_call)


def _compiled(signature: Any, function: Callable[..., Any]) -> Any:
    """The compiled function, kept on disk where there is a place for it."""
    try:
        return njit(signature, cache=True, nogil=True)(function)
    except RuntimeError:  # no folder can be written
        return njit(signature, nogil=True)(function)


def _numbers_loop(address, start, tickets, found):
    """Of each ticket the first 64 bits of its number, from the state after the seed: one compression each."""
    state, block = np.zeros(CONTEXT, dtype=np.uint32), np.zeros(BLOCK, dtype=np.uint8)
    block[0], block[1 + TICKET] = 44, 0x80  # a comma; the bit that ends the message
    bits = (BLOCK + 1 + TICKET) * 8
    block[BLOCK - 2], block[BLOCK - 1] = bits >> 8, bits & 255
    for at in range(len(tickets)):
        for word in range(WORDS):
            state[word] = start[word]
        for place in range(TICKET):
            block[1 + place] = tickets[at, place]
        _compress(address, state.ctypes.data, block.ctypes.data)
        found[at] = (np.uint64(state[0]) << np.uint64(32)) | np.uint64(state[1])


def _leaves_loop(address, start, content, count, found):
    """`SHA-256(0x00 || line)` of each line, its line end included."""
    state, block = np.zeros(CONTEXT, dtype=np.uint32), np.zeros(BLOCK, dtype=np.uint8)
    place = 0
    for at in range(count):
        for word in range(WORDS):
            state[word] = start[word]
        block[0], fill, begin = 0, 1, place
        ended = False
        while not ended:
            letter = content[place]
            block[fill] = letter
            place, fill, ended = place + 1, fill + 1, letter == LINE_END
            if fill == BLOCK:
                _compress(address, state.ctypes.data, block.ctypes.data)
                fill = 0
        block[fill] = 0x80
        fill += 1
        if fill > BLOCK - 8:
            block[fill:] = 0
            _compress(address, state.ctypes.data, block.ctypes.data)
            fill = 0
        block[fill:] = 0
        bits = (place - begin + 1) * 8
        for byte in range(4):
            block[BLOCK - 1 - byte] = (bits >> (8 * byte)) & 255
        _compress(address, state.ctypes.data, block.ctypes.data)
        for word in range(WORDS):
            for byte in range(4):
                found[at, 4 * word + byte] = (state[word] >> np.uint32(24 - 8 * byte)) & np.uint32(255)


def _level_loop(address, start, below, above):
    """`SHA-256(0x01 || left || right)` of each pair of hashes: 65 bytes, two compressions."""
    state, block = np.zeros(CONTEXT, dtype=np.uint32), np.zeros(BLOCK, dtype=np.uint8)
    rest = np.zeros(BLOCK, dtype=np.uint8)
    block[0], rest[1] = 1, 0x80
    bits = (1 + 2 * DIGEST) * 8
    rest[BLOCK - 2], rest[BLOCK - 1] = bits >> 8, bits & 255
    for at in range(len(below) // 2):
        for word in range(WORDS):
            state[word] = start[word]
        for place in range(DIGEST):
            block[1 + place] = below[2 * at, place]
        for place in range(DIGEST - 1):
            block[1 + DIGEST + place] = below[2 * at + 1, place]
        rest[0] = below[2 * at + 1, DIGEST - 1]
        _compress(address, state.ctypes.data, block.ctypes.data)
        _compress(address, state.ctypes.data, rest.ctypes.data)
        for word in range(WORDS):
            for place in range(4):
                above[at, 4 * word + place] = (state[word] >> np.uint32(24 - 8 * place)) & np.uint32(255)


def _tally_loop(compartments, tiers, types, people):
    """Count the people of each compartment, tier and type."""
    for at in range(len(types)):
        people[compartments[at], tiers[at] - 1, types[at]] += 1


def _within_loop(numbers, compartments, tiers, types, limits, people):
    """Count the people of each group whose number is not beyond the group's limit."""
    for at in range(len(types)):
        group = (compartments[at], tiers[at] - 1, types[at])
        people[group] += numbers[at] <= limits[group]


def _gather_loop(numbers, compartments, tiers, types, limits, keys, ends):
    """Put the keys of people within the limits into the bucket of their compartment; `ends` moves up to its end."""
    for at in range(len(types)):
        here = compartments[at]
        if numbers[at] <= limits[here, tiers[at] - 1, types[at]]:
            middle = (numbers[at] >> np.uint64(4)) & np.uint64(0x0FFFFFFFFFFFFFF0)
            keys[ends[here]] = (np.uint64(tiers[at]) << np.uint64(60)) | middle | np.uint64(types[at])
            ends[here] += 1


def _mark_loop(numbers, compartments, tiers, types, last, selected, holders):
    """Select who is not beyond the last key of her group, and note who holds that key."""
    for at in range(len(types)):
        group = (compartments[at], tiers[at] - 1, types[at])
        middle = (numbers[at] >> np.uint64(4)) & np.uint64(0x0FFFFFFFFFFFFFF0)
        key = (np.uint64(tiers[at]) << np.uint64(60)) | middle | np.uint64(types[at])
        if key <= last[group]:
            selected[at] = True
            if key == last[group]:
                holders[group] = at


def _read(kind: Any, dimensions: int) -> Any:
    """An array that is only read: it may be the memory of a file."""
    return types.Array(kind, dimensions, "C", readonly=True)


_HASHING = (types.uintp, _read(types.uint32, 1))
_COLUMNS = (_read(types.int16, 1), _read(types.uint8, 1), _read(types.uint8, 1))
_NUMBERS, _LIMITS, _PEOPLE = _read(types.uint64, 1), _read(types.uint64, 3), types.int64[:, :, ::1]
_HASHES = types.uint8[:, ::1]
_numbers = _compiled(types.void(*_HASHING, _read(types.uint8, 2), types.uint64[::1]), _numbers_loop)
_leaves = _compiled(types.void(*_HASHING, _read(types.uint8, 1), types.int64, _HASHES), _leaves_loop)
_level = _compiled(types.void(*_HASHING, _read(types.uint8, 2), _HASHES), _level_loop)
tally = _compiled(types.void(*_COLUMNS, _PEOPLE), _tally_loop)
within = _compiled(types.void(_NUMBERS, *_COLUMNS, _LIMITS, _PEOPLE), _within_loop)
gather = _compiled(types.void(_NUMBERS, *_COLUMNS, _LIMITS, types.uint64[::1], types.int64[::1]), _gather_loop)
mark = _compiled(types.void(_NUMBERS, *_COLUMNS, _LIMITS, types.boolean[::1], _PEOPLE), _mark_loop)
ADDRESS = _address()
FRESH = np.array(START, dtype=np.uint32)


def _after(seed: str) -> NDArray[np.uint32]:
    """The state after the seed, which is exactly one block."""
    state = np.zeros(CONTEXT, dtype=np.uint32)
    state[:WORDS] = FRESH
    transform = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_char_p)(ADDRESS)
    transform(state.ctypes.data, seed.encode("ascii"))
    return state[:WORDS]


def numbers(seed: str, tickets: Bytes) -> NDArray[np.uint64]:
    """The first 8 bytes of each ticket's number, big end first.

    Args:
        seed: 64 hexadecimal digits.
        tickets: `[ticket, 16]` letters.
    """
    found = np.empty(len(tickets), dtype=np.uint64)
    _numbers(ADDRESS, _after(seed), tickets, found)
    return found


def leaves(content: Bytes, count: int, found: Bytes) -> None:
    """Fill the leaf hashes `[line, 32]` of so many lines of a text, each hashed with its line end."""
    _leaves(ADDRESS, FRESH, content, count, found)


def level(below: Bytes, above: Bytes) -> None:
    """Fill a level of a tree from the one below; an odd last hash is not touched."""
    _level(ADDRESS, FRESH, below, above)


def _agrees() -> bool:
    """Whether the compiled loops give what hashlib gives."""
    seed, line = hashlib.sha256(b"").hexdigest(), b"0123456789ABCDEF,11.01,1," + b"a" * 64 + b"\n"
    number = numbers(seed, np.frombuffer(line[:TICKET], dtype=np.uint8).reshape(1, TICKET))[0]
    found = np.empty((1, DIGEST), dtype=np.uint8)
    leaves(np.frombuffer(line, dtype=np.uint8), 1, found)
    pair, above = np.arange(2 * DIGEST, dtype=np.uint8).reshape(2, DIGEST), np.empty((1, DIGEST), dtype=np.uint8)
    level(pair, above)
    return (
        int(number).to_bytes(8, "big") == hashlib.sha256(f"{seed},".encode() + line[:TICKET]).digest()[:8]
        and found.tobytes() == hashlib.sha256(b"\0" + line).digest()
        and above.tobytes() == hashlib.sha256(b"\1" + pair.tobytes()).digest()
    )


if not _agrees():
    raise ImportError("SHA256_Transform is not the one expected")
