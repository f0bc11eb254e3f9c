-- Version 1: folders, sounds, vectors, what the user says of sounds, and the names index.
-- Frozen: a catalogue that has taken this step never takes it again; changes go into the next number.
-- Times are seconds since the epoch, UTC. Texts are NFC; exact bytes of paths stand beside them.

CREATE TABLE meta (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- This library's name among all, so that what was derived from another one is never taken for its own.
INSERT INTO meta VALUES ('library_id', lower(hex(randomblob(16))));

CREATE TABLE migrations (
    version INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    applied_at REAL NOT NULL
) STRICT;

CREATE TABLE folders (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    path BLOB NOT NULL UNIQUE,
    text TEXT NOT NULL,
    online INTEGER NOT NULL DEFAULT 1 CHECK (online IN (0, 1)),
    added_at REAL NOT NULL
) STRICT;

-- Each directory that holds sounds, once; the path ends with the separator, so that path and file name just join.
CREATE TABLE directories (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    path BLOB NOT NULL UNIQUE,
    text TEXT NOT NULL,
    folded TEXT NOT NULL
) STRICT;
CREATE INDEX directories_folded ON directories (folded);

CREATE TABLE sounds (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    folder_id INTEGER NOT NULL REFERENCES folders (id) ON DELETE CASCADE,
    directory_id INTEGER NOT NULL REFERENCES directories (id),
    file_name BLOB NOT NULL,
    name TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'listed' CHECK (state IN ('listed', 'probed', 'ready', 'unreadable', 'quarantined')),
    presence TEXT NOT NULL DEFAULT 'present' CHECK (presence IN ('present', 'offline', 'missing')),
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    format TEXT,
    subtype TEXT,
    rate INTEGER,
    channels INTEGER,
    bit_depth INTEGER,
    frames INTEGER,
    duration_s REAL,
    fingerprint TEXT NOT NULL DEFAULT '',
    error TEXT NOT NULL DEFAULT '',
    rating INTEGER NOT NULL DEFAULT 0 CHECK (rating BETWEEN 0 AND 5),
    favourite INTEGER NOT NULL DEFAULT 0 CHECK (favourite IN (0, 1)),
    note TEXT NOT NULL DEFAULT '',
    added_at REAL NOT NULL,
    UNIQUE (directory_id, file_name)
) STRICT;
CREATE INDEX sounds_in_folder ON sounds (folder_id, presence);
-- Lists without a question: the order of each index is the order shown, ties by id.
CREATE INDEX sounds_by_name ON sounds (sort_key) WHERE presence <> 'missing';
CREATE INDEX sounds_by_place ON sounds (directory_id, sort_key) WHERE presence <> 'missing';
CREATE INDEX sounds_by_age ON sounds (added_at) WHERE presence <> 'missing';
CREATE INDEX sounds_by_length ON sounds (duration_s) WHERE presence <> 'missing';
CREATE INDEX sounds_by_rating ON sounds (rating) WHERE presence <> 'missing';
-- All that filters and counts look at, so that they read a few narrow pages instead of the whole table.
CREATE INDEX sounds_filtered ON sounds (
    presence, state, folder_id, directory_id, format, channels, rate, duration_s, size, rating, favourite, added_at
) WHERE presence <> 'missing';
CREATE INDEX sounds_undone ON sounds (state, presence, folder_id) WHERE state <> 'ready';
CREATE INDEX sounds_lost ON sounds (fingerprint) WHERE presence = 'missing';

-- The base vectors of one sound by one encoder: `segments` rows of float16, with float32 starts and ends in seconds.
-- A segment's id is this id times 2^20 plus its row, so that it is never reused.
CREATE TABLE embeddings (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    sound_id INTEGER NOT NULL REFERENCES sounds (id) ON DELETE CASCADE,
    encoder_version TEXT NOT NULL,
    segments INTEGER NOT NULL CHECK (segments BETWEEN 1 AND 1048576),
    starts BLOB NOT NULL CHECK (length(starts) = 4 * segments),
    ends BLOB NOT NULL CHECK (length(ends) = 4 * segments),
    base BLOB NOT NULL CHECK (length(base) % (2 * segments) = 0),
    UNIQUE (sound_id, encoder_version)
) STRICT;

CREATE INDEX embeddings_counted ON embeddings (sound_id, segments);

-- The newest change of each sound; `seq` only grows. Removed sounds stay, so no foreign key.
CREATE TABLE sound_changes (
    seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    sound_id INTEGER NOT NULL UNIQUE
) STRICT;
CREATE TRIGGER sound_added AFTER INSERT ON sounds BEGIN
    INSERT OR REPLACE INTO sound_changes (sound_id) VALUES (NEW.id);
END;
CREATE TRIGGER sound_changed AFTER UPDATE OF state, presence, directory_id, file_name ON sounds BEGIN
    INSERT OR REPLACE INTO sound_changes (sound_id) VALUES (NEW.id);
END;
CREATE TRIGGER sound_removed AFTER DELETE ON sounds BEGIN
    INSERT OR REPLACE INTO sound_changes (sound_id) VALUES (OLD.id);
END;
CREATE TRIGGER embedding_added AFTER INSERT ON embeddings BEGIN
    INSERT OR REPLACE INTO sound_changes (sound_id) VALUES (NEW.sound_id);
END;
CREATE TRIGGER embedding_removed AFTER DELETE ON embeddings BEGIN
    INSERT OR REPLACE INTO sound_changes (sound_id) VALUES (OLD.sound_id);
END;

CREATE TABLE tags (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    folded TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE sound_tags (
    sound_id INTEGER NOT NULL REFERENCES sounds (id) ON DELETE CASCADE,
    tag_id INTEGER NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
    PRIMARY KEY (sound_id, tag_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX sounds_of_tag ON sound_tags (tag_id, sound_id);

CREATE TABLE collections (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    folded TEXT NOT NULL UNIQUE,
    created_at REAL NOT NULL
) STRICT;
CREATE TABLE collection_sounds (
    collection_id INTEGER NOT NULL REFERENCES collections (id) ON DELETE CASCADE,
    sound_id INTEGER NOT NULL REFERENCES sounds (id) ON DELETE CASCADE,
    added_at REAL NOT NULL,
    PRIMARY KEY (collection_id, sound_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX collections_of_sound ON collection_sounds (sound_id, collection_id);

CREATE TABLE searches (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    text TEXT NOT NULL UNIQUE,
    asked_at REAL NOT NULL
) STRICT;

CREATE TABLE model_versions (
    version TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    path TEXT NOT NULL,
    created_at REAL NOT NULL,
    active INTEGER NOT NULL DEFAULT 0 CHECK (active IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX one_active_model ON model_versions (active) WHERE active = 1;
CREATE TABLE model_labels (
    version TEXT NOT NULL REFERENCES model_versions (version) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    label TEXT NOT NULL,
    PRIMARY KEY (version, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE model_measures (
    version TEXT NOT NULL REFERENCES model_versions (version) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    before REAL NOT NULL,
    after REAL NOT NULL,
    PRIMARY KEY (version, position)
) STRICT, WITHOUT ROWID;

-- Who is scanning: at most one row.
CREATE TABLE scan_lock (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    token TEXT NOT NULL,
    pid INTEGER NOT NULL,
    host TEXT NOT NULL,
    heartbeat REAL NOT NULL
) STRICT;

-- Search terms of every sound that is not missing, by sound id. The writer splits the texts; this only keeps the pieces.
CREATE VIRTUAL TABLE names USING fts5 (name, joined, folder, tags, note, tokenize = 'ascii', prefix = '2 3');
