"""Releases: built aside, published in one step, never changed, read by anyone while the next one is built."""

from __future__ import annotations

import json
import shutil
import tempfile
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

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

OBSERVATIONS = "observations"
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
    """Build a release from a data folder and publish it; the same content again changes nothing.

    A process that is killed at any moment leaves the release before it served, and the next build works.

    Parameters
    ----------
    report
        Called with a few words at the beginning of each step.

    Raises
    ------
    DataError, CatalogueError
        The data folder breaks a rule; nothing is published.
    """
    tell = report or (lambda _: None)
    with store.locked(store_dir, waiting=lambda: tell("Waiting for another build")):
        url = registry_url(store_dir)
        migrate(url)
        tell("Reading and checking the figures")
        content = read_content(data_dir)
        release_id = content.id
        before = registry.current(url)
        if registry.published(url, release_id):
            return _served_again(store_dir, release_id, before)
        tell("Writing the release")
        recipe = _recipe(store_dir, data_dir)
        _write(store_dir, release_id, content, recipe, before)
        tell("Publishing")
        return Built(_publish(store_dir, release_id, before), is_new=True)


def rollback(store_dir: Path, to: str | None = None) -> Release:
    """Serve an earlier release again: the one named, else the one published before the current one.

    Raises
    ------
    LookupError
        There is no such release.
    """
    with store.locked(store_dir):
        served = current_release(store_dir)
        target = release_by_id(store_dir, to) if to else _published_before(store_dir, served)
        registry.point_to(registry_url(store_dir), target.id, expected=served.id, action="rollback")
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
    with tempfile.TemporaryDirectory() as folder:
        for name, digest in release.manifest["recipe"]["data"].items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(store.inputs_folder(store_dir) / digest, path)
        return read_content(Path(folder)).id


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


def _served_again(store_dir: Path, release_id: str, before: registry.Published | None) -> Built:
    """Return the release that holds this content already, made current where it was not."""
    if before is None or before.id != release_id:
        expected = before.id if before else None
        registry.point_to(registry_url(store_dir), release_id, expected=expected, action="publish again")
    return Built(release_by_id(store_dir, release_id), is_new=False)


def _publish(store_dir: Path, release_id: str, before: registry.Published | None) -> Release:
    place = store.releases_folder(store_dir) / release_id
    row = registry.Published(
        release_id, 0, datetime.now(UTC), _manifest(place)["code_version"], str(place.relative_to(store_dir))
    )
    published = registry.publish(registry_url(store_dir), row, expected=before.id if before else None)
    return _release(store_dir, published)


def _recipe(store_dir: Path, data_dir: Path) -> dict[str, dict[str, str]]:
    """Keep every input and return which they are: path within the data folder to SHA-256."""
    files = {
        path.relative_to(data_dir).as_posix(): store.keep_input(store_dir, path) for path in content_files(data_dir)
    }
    store.sync(store.inputs_folder(store_dir))
    return {"data": files}


def _write(
    store_dir: Path,
    release_id: str,
    content: Content,
    recipe: Mapping[str, Any],
    before: registry.Published | None,
) -> None:
    """Write a release aside, check what was written, and move it into its place."""
    with store.aside(store_dir) as folder:
        _write_tables(folder, content)
        names = {code: area.label_in("en") for code, area in content.catalogue.areas.items()}
        files = {path.name: {"sha256": store.sha256_of(path), "bytes": path.stat().st_size} for path in _sorted(folder)}
        manifest = {
            "id": release_id,
            "code_version": version("di-tracker"),
            "date": datetime.now(UTC).isoformat(timespec="seconds"),
            "previous": before.id if before else None,
            "rows": row_counts(content),
            "files": files,
            "changes": changes_between(_observations_of(store_dir, before), content.observations, names),
            "recipe": recipe,
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1, allow_nan=False)
        (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")
        if _id_in(folder) != release_id:
            msg = f"{folder}: the files written do not hold the content that was built"
            raise ReleaseError(msg)
        store.move_into_place(folder, store.releases_folder(store_dir) / release_id)


def _write_tables(folder: Path, content: Content) -> None:
    for name, rows in {OBSERVATIONS: content.observations, **content.context}.items():
        rows.write_parquet(folder / f"{name}.parquet", compression="zstd")
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
