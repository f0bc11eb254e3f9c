"""The tables as typed columns, for building statements; the migrations' SQL makes them."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Table(DeclarativeBase):
    """The base of all tables."""


class MetaRow(Table):
    """Facts about the library as a whole."""

    __tablename__ = "meta"
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class MigrationRow(Table):
    """One step of the schema that was taken."""

    __tablename__ = "migrations"
    version: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    applied_at: Mapped[float]


class FolderRow(Table):
    """A folder that the user added."""

    __tablename__ = "folders"
    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[bytes] = mapped_column(unique=True)
    text: Mapped[str]
    online: Mapped[int]
    added_at: Mapped[float]


class DirectoryRow(Table):
    """A directory that holds sounds; `path` ends with the separator."""

    __tablename__ = "directories"
    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[bytes] = mapped_column(unique=True)
    text: Mapped[str]
    folded: Mapped[str]


class SoundRow(Table):
    """One file; the header's columns are empty until it was read."""

    __tablename__ = "sounds"
    id: Mapped[int] = mapped_column(primary_key=True)
    folder_id: Mapped[int] = mapped_column(ForeignKey("folders.id", ondelete="CASCADE"))
    directory_id: Mapped[int] = mapped_column(ForeignKey("directories.id"))
    file_name: Mapped[bytes]
    name: Mapped[str]
    sort_key: Mapped[str]
    state: Mapped[str]
    presence: Mapped[str]
    size: Mapped[int]
    mtime_ns: Mapped[int]
    format: Mapped[str | None]
    subtype: Mapped[str | None]
    rate: Mapped[int | None]
    channels: Mapped[int | None]
    bit_depth: Mapped[int | None]
    frames: Mapped[int | None]
    duration_s: Mapped[float | None]
    fingerprint: Mapped[str]
    error: Mapped[str]
    rating: Mapped[int]
    favourite: Mapped[int]
    note: Mapped[str]
    added_at: Mapped[float]


class EmbeddingRow(Table):
    """The base vectors of one sound by one encoder: float32 starts and ends, float16 base."""

    __tablename__ = "embeddings"
    id: Mapped[int] = mapped_column(primary_key=True)
    sound_id: Mapped[int] = mapped_column(ForeignKey("sounds.id", ondelete="CASCADE"))
    encoder_version: Mapped[str]
    segments: Mapped[int]
    starts: Mapped[bytes]
    ends: Mapped[bytes]
    base: Mapped[bytes]


class SoundChangeRow(Table):
    """The newest change of a sound; `seq` only grows."""

    __tablename__ = "sound_changes"
    seq: Mapped[int] = mapped_column(primary_key=True)
    sound_id: Mapped[int] = mapped_column(unique=True)


class TagRow(Table):
    """A word that the user puts on sounds; `folded` tells tags apart, letter case aside."""

    __tablename__ = "tags"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(unique=True)


class SoundTagRow(Table):
    """A tag on a sound."""

    __tablename__ = "sound_tags"
    sound_id: Mapped[int] = mapped_column(ForeignKey("sounds.id", ondelete="CASCADE"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id", ondelete="CASCADE"), primary_key=True)


class CollectionRow(Table):
    """Sounds that the user put together."""

    __tablename__ = "collections"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[float]


class CollectionSoundRow(Table):
    """A sound in a collection."""

    __tablename__ = "collection_sounds"
    collection_id: Mapped[int] = mapped_column(ForeignKey("collections.id", ondelete="CASCADE"), primary_key=True)
    sound_id: Mapped[int] = mapped_column(ForeignKey("sounds.id", ondelete="CASCADE"), primary_key=True)
    added_at: Mapped[float]


class SearchRow(Table):
    """A question that was asked, with the last time it was."""

    __tablename__ = "searches"
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(unique=True)
    asked_at: Mapped[float]


class ModelVersionRow(Table):
    """A model that the library can search with."""

    __tablename__ = "model_versions"
    version: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    path: Mapped[str]
    created_at: Mapped[float]
    active: Mapped[int]


class ModelLabelRow(Table):
    """A label that a model version was taught."""

    __tablename__ = "model_labels"
    version: Mapped[str] = mapped_column(ForeignKey("model_versions.version", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str]


class ModelMeasureRow(Table):
    """A figure of a model version, before and after its tuning."""

    __tablename__ = "model_measures"
    version: Mapped[str] = mapped_column(ForeignKey("model_versions.version", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    before: Mapped[float]
    after: Mapped[float]


class CorrectionRow(Table):
    """A sound that is, or is not, what some words ask for; `question` tells questions apart."""

    __tablename__ = "corrections"
    question: Mapped[str] = mapped_column(primary_key=True)
    sound_id: Mapped[int] = mapped_column(ForeignKey("sounds.id", ondelete="CASCADE"), primary_key=True)
    text: Mapped[str]
    fits: Mapped[int]
    made_at: Mapped[float]


class ScanLockRow(Table):
    """Who is scanning: at most one row."""

    __tablename__ = "scan_lock"
    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str]
    pid: Mapped[int]
    host: Mapped[str]
    heartbeat: Mapped[float]
