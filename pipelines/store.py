"""The folder of run-time state: its places, its lock, and files that survive a power cut."""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

CHUNK_BYTES = 1 << 20


def releases_folder(store_dir: Path) -> Path:
    """Return where published releases stand."""
    return store_dir / "releases"


def inputs_folder(store_dir: Path) -> Path:
    """Return where inputs are kept under the SHA-256 of their bytes."""
    return store_dir / "inputs"


def building_folder(store_dir: Path) -> Path:
    """Return where releases are built before they are renamed into place; whatever is in it may be removed."""
    return store_dir / "building"


@contextmanager
def locked(store_dir: Path, waiting: Callable[[], None] | None = None) -> Iterator[None]:
    """Hold the store's lock; the system gives it back when the process ends, however it ends.

    `waiting` is called once where another process holds it.
    """
    store_dir.mkdir(parents=True, exist_ok=True)
    with (store_dir / "lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if waiting:
                waiting()
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def aside(store_dir: Path) -> Iterator[Path]:
    """Give an empty folder to build in, removed afterwards; leftovers of killed builds go first."""
    shutil.rmtree(building_folder(store_dir), ignore_errors=True)
    folder = building_folder(store_dir) / secrets.token_hex(8)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(building_folder(store_dir), ignore_errors=True)


def move_into_place(folder: Path, place: Path) -> None:
    """Rename a finished folder so that it is there whole or not at all, also after a power cut."""
    for path in folder.iterdir():
        sync(path)
    sync(folder)
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.exists():
        place.rename(folder.with_name(secrets.token_hex(8)))
    folder.rename(place)
    sync(place.parent)


def keep_input(store_dir: Path, path: Path) -> str:
    """Keep a file's bytes for ever and return their SHA-256, by which they are found again."""
    name = sha256_of(path)
    kept = inputs_folder(store_dir) / name
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        temporary = kept.with_name(f".{name}-{secrets.token_hex(4)}")
        shutil.copyfile(path, temporary)
        sync(temporary)
        temporary.rename(kept)
    return name


def keep_bytes(store_dir: Path, content: bytes) -> str:
    """Keep bytes for ever and return their SHA-256; they are on the disk, whatever happens next."""
    name = hashlib.sha256(content).hexdigest()
    kept = inputs_folder(store_dir) / name
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        temporary = kept.with_name(f".{name}-{secrets.token_hex(4)}")
        try:
            temporary.write_bytes(content)
            sync(temporary)
            temporary.rename(kept)
        finally:
            temporary.unlink(missing_ok=True)
    sync(kept.parent)
    return name


def kept_bytes(store_dir: Path, name: str) -> bytes:
    """Return bytes kept under their SHA-256.

    Raises
    ------
    FileNotFoundError
        They are not kept.
    OSError
        They are not what was kept.
    """
    content = (inputs_folder(store_dir) / name).read_bytes()
    if hashlib.sha256(content).hexdigest() != name:
        msg = f"{inputs_folder(store_dir) / name} has other bytes than its name says"
        raise OSError(msg)
    return content


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync(path: Path) -> None:
    """Wait until a file's bytes, or a folder's entries, are on the disk."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
