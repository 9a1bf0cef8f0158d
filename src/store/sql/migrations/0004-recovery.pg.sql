-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- In PostgreSQL's words: 0004-recovery.sqlite.sql.
--
-- What comes back after a server was put back is judged in its old order.

-- Where a waiting change-set stood in a history that the server lost, and under which number; NULL where that is not
-- known. A new state: 4, kept by the server until it is its turn.
ALTER TABLE outbox ADD COLUMN was_epoch BYTEA;
ALTER TABLE outbox ADD COLUMN was_seq BIGINT NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN was_inc BIGINT NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN was_dseq BIGINT NOT NULL DEFAULT 0;

CREATE TABLE rescue (
  cs_id BYTEA NOT NULL PRIMARY KEY,
  n BIGINT NOT NULL,
  dev BIGINT NOT NULL,
  inc BIGINT NOT NULL,
  cap BIGINT NOT NULL,
  was_epoch BYTEA NOT NULL,
  was_seq BIGINT NOT NULL,
  was_inc BIGINT NOT NULL,
  was_dseq BIGINT NOT NULL,
  outcome BIGINT NOT NULL,
  body BYTEA
);

CREATE INDEX rescue_order ON rescue (was_epoch, was_seq, n) WHERE outcome = 0;

CREATE TABLE recovery (
  epoch BYTEA NOT NULL,
  dev BIGINT NOT NULL,
  ended_at_us BIGINT NOT NULL,
  has_reported BIGINT NOT NULL,
  n_rescued BIGINT NOT NULL,
  n_conflicting BIGINT NOT NULL,
  n_known BIGINT NOT NULL,
  n_refused BIGINT NOT NULL,
  missing TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (epoch, dev)
);
