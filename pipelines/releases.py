"""Releases: built aside, published in one step, never changed, read by anyone while the next one is built."""

from __future__ import annotations

import json
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from pipelines import store
from pipelines.canonical import canonical_json, catalogue_content, content_id
from pipelines.catalogue import CODELISTS, Catalogue, Code, indicator_from, source_from
from pipelines.changes import changes_between
from pipelines.content import CONTEXT, Content, content_files, read_content
from pipelines.registry import releases as registry
from pipelines.registry.database import migrate, registry_url
from pipelines.submitted import PROVENANCE, Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

OBSERVATIONS = "observations"
PROVENANCE_TABLE = "provenance"
SHORTEST_PREFIX = 8


class ReleaseError(RuntimeError):
    """A release is not what it says it is; the message names the file."""


@dataclass(frozen=True)
class Release:
    """A published release: its directory never changes. `date` is when it was published, in UTC."""

    id: str
    number: int
    date: datetime
    path: Path
    manifest: Mapping[str, Any] = field(compare=False, repr=False)

    @property
    def changes(self) -> list[dict[str, Any]]:
        """What it changed against the release before: see `pipelines.changes.changes_between`."""
        return list(self.manifest["changes"])

    @property
    def previous(self) -> str | None:
        """Id of the release that was current when this one was built."""
        before = self.manifest["previous"]
        return None if before is None else str(before)

    def catalogue(self) -> Catalogue:
        """Return the metadata the release was built with."""
        return _catalogue_from(json.loads((self.path / "catalogue.json").read_text(encoding="utf-8")))

    def table(self, name: str) -> pl.DataFrame:
        """Return `observations` (`RELEASE_SCHEMA`, sorted by key) or a context table, read from its Parquet file."""
        return pl.read_parquet(self.path / f"{name}.parquet", glob=False)

    def provenance(self) -> pl.DataFrame:
        """Return where each submitted figure stands in its file (`PROVENANCE`), sorted by key."""
        path = self.path / f"{PROVENANCE_TABLE}.parquet"
        return pl.read_parquet(path, glob=False) if path.exists() else pl.DataFrame(schema=PROVENANCE)

    def tables(self) -> dict[str, pl.DataFrame]:
        """Return every table by name."""
        return {name: self.table(name) for name in (OBSERVATIONS, *CONTEXT)}


class Built(NamedTuple):
    """What a build ended with: the release now served, and whether it was published by this build."""

    release: Release
    is_new: bool


def current_release(store_dir: Path) -> Release:
    """Return the release that is served.

    Raises
    ------
    LookupError
        None is published yet.
    """
    found = registry.current(registry_url(store_dir))
    if found is None:
        msg = f"{store_dir} holds no release; `di-tracker build` makes one"
        raise LookupError(msg)
    return _release(store_dir, found)


def release_by_id(store_dir: Path, release_id: str) -> Release:
    """Return a release by its id, the first eight or more characters of it, or its number.

    Raises
    ------
    LookupError
        No release, or more than one, is named so.
    """
    every = registry.all_published(registry_url(store_dir))
    found = [each for each in every if _is_named(each, release_id)]
    if len(found) != 1:
        msg = f"{release_id!r} names {len(found)} releases in {store_dir}, expected one"
        raise LookupError(msg)
    return _release(store_dir, found[0])


def all_releases(store_dir: Path) -> list[Release]:
    """Return every release, newest number first."""
    return [_release(store_dir, each) for each in registry.all_published(registry_url(store_dir))]


def build_release(store_dir: Path, data_dir: Path, report: Callable[[str], None] | None = None) -> Built:
    """Build a release from a data folder and the submissions of the current release, and publish it.

    The same content again changes nothing. A process that is killed at any moment leaves the release before it served,
    and the next build works.

    Parameters
    ----------
    report
        Called with a few words at the beginning of each step.

    Raises
    ------
    DataError, CatalogueError, SubmittedError
        The data folder or a submission breaks a rule; nothing is published.
    """
    tell = report or (lambda _: None)
    with store.locked(store_dir, waiting=lambda: tell("Waiting for another build")):
        before = _migrated(store_dir)
        tell("Reading and checking the figures")
        entries = entries_of(_release(store_dir, before)) if before else ()
        content = read_content(data_dir, entries, _reader(store_dir))
        return _served(store_dir, _Plan(content, entries, lambda: _kept(store_dir, data_dir), Deed("publish")), tell)


class Deed(NamedTuple):
    """Why a release is built: what is done, by whom, and which submissions are taken back by it."""

    action: str
    actor: str = ""
    withdrawn: tuple[str, ...] = ()
    comment: str = ""


def build_with(store_dir: Path, entries: Callable[[tuple[Entry, ...]], tuple[Entry, ...]], deed: Deed) -> Built:
    """Build the current release again with other submissions, from the inputs it keeps, and publish it.

    Parameters
    ----------
    entries
        Gets the submissions of the current release, in their order, and returns those of the next one. It is called
        while the lock is held, so that what it reads does not change before the release is served.

    Raises
    ------
    LookupError
        There is no release yet.
    SubmittedError
        A submission no longer gives figures that may be published; nothing is published.
    """
    with store.locked(store_dir):
        _migrated(store_dir)
        served = current_release(store_dir)
        chosen = entries(entries_of(served))
        with _restored(store_dir, served) as folder:
            content = read_content(folder, chosen, _reader(store_dir))
        data = served.manifest["recipe"]["data"]
        return _served(store_dir, _Plan(content, chosen, lambda: dict(data), deed), lambda _: None)


def entries_of(release: Release) -> tuple[Entry, ...]:
    """Return the submissions of a release, in the order in which they were published."""
    return tuple(Entry.from_content(each) for each in release.manifest["recipe"].get("submissions", ()))


def rollback(store_dir: Path, to: str | None = None, *, actor: str = "") -> Release:
    """Serve an earlier release again: the one named, else the one published before the current one.

    Raises
    ------
    LookupError
        There is no such release.
    """
    with store.locked(store_dir):
        _migrated(store_dir)
        served = current_release(store_dir)
        target = release_by_id(store_dir, to) if to else _published_before(store_dir, served)
        act = registry.Act("rollback", actor, _ids(entries_of(target)))
        registry.point_to(registry_url(store_dir), target.id, expected=served.id, act=act)
    return target


def faults(release: Release) -> list[str]:
    """Return how a release differs from what its manifest and id say, one sentence each; none when it is sound."""
    found = []
    for name, said in release.manifest["files"].items():
        path = release.path / name
        if not path.exists():
            found.append(f"{path} is missing")
        elif store.sha256_of(path) != said["sha256"]:
            found.append(f"{path} has other bytes than the manifest says")
    if not found and _id_in(release.path) != release.id:
        found.append(f"the content of {release.path} has id {_id_in(release.path)}")
    return found


def rebuilt_id(store_dir: Path, release: Release) -> str:
    """Return the id that the release's recipe gives when it is built again from the kept inputs.

    Raises
    ------
    FileNotFoundError
        An input is not kept any more.
    """
    with _restored(store_dir, release) as folder:
        return read_content(folder, entries_of(release), _reader(store_dir)).id


@contextmanager
def _restored(store_dir: Path, release: Release) -> Iterator[Path]:
    """Give a folder with the data files that a release was built from."""
    with tempfile.TemporaryDirectory() as folder:
        for name, digest in release.manifest["recipe"]["data"].items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(store.inputs_folder(store_dir) / digest, path)
        yield Path(folder)


def _reader(store_dir: Path) -> Callable[[str], bytes]:
    return lambda sha256: store.kept_bytes(store_dir, sha256)


def _ids(entries: tuple[Entry, ...]) -> tuple[str, ...]:
    return tuple(each.id for each in entries)


def _migrated(store_dir: Path) -> registry.Published | None:
    """Bring the registry to this version and return the release that is served."""
    url = registry_url(store_dir)
    migrate(url)
    return registry.current(url)


def _is_named(row: registry.Published, name: str) -> bool:
    return name in {row.id, str(row.number)} or (len(name) >= SHORTEST_PREFIX and row.id.startswith(name))


def _release(store_dir: Path, row: registry.Published) -> Release:
    path = (store_dir / row.path).resolve()
    return Release(row.id, row.number, row.published_at, path, _manifest(path))


@lru_cache(maxsize=64)
def _manifest(path: Path) -> Mapping[str, Any]:
    content: dict[str, Any] = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
    return content


def _published_before(store_dir: Path, served: Release) -> Release:
    earlier = [each for each in all_releases(store_dir) if each.number < served.number]
    if not earlier:
        msg = f"no release was published before release {served.number}"
        raise LookupError(msg)
    return earlier[0]


class _Plan(NamedTuple):
    """What a release is made of: its content, its submissions, its data files as the recipe lists them, and why."""

    content: Content
    entries: tuple[Entry, ...]
    data: Callable[[], dict[str, str]]
    deed: Deed

    @property
    def act(self) -> registry.Act:
        """Return what the registry writes down."""
        return registry.Act(
            self.deed.action, self.deed.actor, _ids(self.entries), self.deed.withdrawn, self.deed.comment
        )


def _served(store_dir: Path, plan: _Plan, tell: Callable[[str], None]) -> Built:
    """Write and publish a release; content that is published already is served again."""
    url = registry_url(store_dir)
    before, release_id = registry.current(url), plan.content.id
    expected = before.id if before else None
    if registry.published(url, release_id):
        if expected == release_id:
            registry.settle(url, release_id, plan.act)
        else:
            action = "publish again" if plan.deed.action == "publish" else plan.deed.action
            registry.point_to(url, release_id, expected=expected, act=plan.act._replace(action=action))
        return Built(release_by_id(store_dir, release_id), is_new=False)
    tell("Writing the release")
    _write(store_dir, release_id, plan, before)
    tell("Publishing")
    place = store.releases_folder(store_dir) / release_id
    row = registry.Published(
        release_id, 0, datetime.now(UTC), _manifest(place)["code_version"], str(place.relative_to(store_dir))
    )
    return Built(_release(store_dir, registry.publish(url, row, expected=expected, act=plan.act)), is_new=True)


def _kept(store_dir: Path, data_dir: Path) -> dict[str, str]:
    """Keep every input and return which they are: path within the data folder to SHA-256."""
    files = {
        path.relative_to(data_dir).as_posix(): store.keep_input(store_dir, path) for path in content_files(data_dir)
    }
    store.sync(store.inputs_folder(store_dir))
    return files


def _write(store_dir: Path, release_id: str, plan: _Plan, before: registry.Published | None) -> None:
    """Write a release aside, check what was written, and move it into its place."""
    recipe = {"data": plan.data(), "submissions": [each.content() for each in plan.entries]}
    with store.aside(store_dir) as folder:
        _write_tables(folder, plan.content)
        files = {path.name: {"sha256": store.sha256_of(path), "bytes": path.stat().st_size} for path in _sorted(folder)}
        manifest = {
            "id": release_id,
            "code_version": version("di-tracker"),
            "date": datetime.now(UTC).isoformat(timespec="seconds"),
            "previous": before.id if before else None,
            "rows": row_counts(plan.content),
            "files": files,
            "changes": _changes(store_dir, plan, before),
            "recipe": recipe,
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1, allow_nan=False)
        (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")
        if _id_in(folder) != release_id:
            msg = f"{folder}: the files written do not hold the content that was built"
            raise ReleaseError(msg)
        store.move_into_place(folder, store.releases_folder(store_dir) / release_id)


def _changes(store_dir: Path, plan: _Plan, before: registry.Published | None) -> list[dict[str, Any]]:
    area_names = {code: area.label_in("en") for code, area in plan.content.catalogue.areas.items()}
    senders = {each.id: each.organisation_name for each in plan.entries}
    published = _observations_of(store_dir, before)
    return changes_between(published, plan.content.observations, area_names, organisations=senders)


def _write_tables(folder: Path, content: Content) -> None:
    for name, rows in {OBSERVATIONS: content.observations, **content.context}.items():
        rows.write_parquet(folder / f"{name}.parquet", compression="zstd")
    if content.provenance.height:
        content.provenance.write_parquet(folder / f"{PROVENANCE_TABLE}.parquet", compression="zstd")
    (folder / "catalogue.json").write_text(canonical_json(catalogue_content(content.catalogue)), encoding="utf-8")


def row_counts(content: Content) -> dict[str, int]:
    """Return how much a release holds: observations, those derived, their areas and indicators, context rows."""
    rows = content.observations
    return {
        "observations": rows.height,
        "derived": rows.height - rows["derivation"].null_count(),
        "areas": rows["ref_area"].n_unique(),
        "indicators": rows["indicator"].n_unique(),
        **{name: table.height for name, table in content.context.items()},
    }


def _observations_of(store_dir: Path, row: registry.Published | None) -> pl.DataFrame | None:
    return None if row is None else _release(store_dir, row).table(OBSERVATIONS)


def _id_in(folder: Path) -> str:
    tables = {name: pl.read_parquet(folder / f"{name}.parquet", glob=False) for name in (OBSERVATIONS, *CONTEXT)}
    catalogue = _catalogue_from(json.loads((folder / "catalogue.json").read_text(encoding="utf-8")))
    return content_id(tables.pop(OBSERVATIONS), tables, catalogue)


def _sorted(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def _catalogue_from(content: Mapping[str, Any]) -> Catalogue:
    return Catalogue(
        indicators={each["id"]: indicator_from(each) for each in content["indicators"]},
        sources={each["id"]: source_from(each) for each in content["sources"]},
        codelists={name: {code["id"]: Code(**code) for code in content["codelists"][name]} for name in CODELISTS},
    )
