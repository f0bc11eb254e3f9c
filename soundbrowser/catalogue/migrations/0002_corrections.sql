-- Version 2: what the user says of single answers: this sound is, or is not, what these words ask for.
-- Frozen: a catalogue that has taken this step never takes it again; changes go into the next number.

-- `question` holds the search terms of the words, parted by blanks: two spellings of one question are one.
CREATE TABLE corrections (
    question TEXT NOT NULL,
    sound_id INTEGER NOT NULL REFERENCES sounds (id) ON DELETE CASCADE,
    text TEXT NOT NULL,
    fits INTEGER NOT NULL CHECK (fits IN (0, 1)),
    made_at REAL NOT NULL,
    PRIMARY KEY (question, sound_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX corrections_of_sound ON corrections (sound_id);
