-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What comes back after a server was put back is judged in its old order.

-- Where a waiting change-set stood in a history that the server lost, and under which number; NULL where that is not
-- known. A new state: 4, kept by the server until it is its turn.
ALTER TABLE outbox ADD COLUMN was_epoch BLOB;
ALTER TABLE outbox ADD COLUMN was_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN was_inc INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN was_dseq INTEGER NOT NULL DEFAULT 0;

-- What desks bring back after the server was put back, until it is judged in the order of was_epoch, was_seq, n
-- (src/store/uke-rescue.h). was_epoch: 16 bytes FF where no place in the lost history is known. outcome: 0 it waits,
-- 1 to 3 as in flog, 4 it was there already, 5 refused. body: NULL once it was judged.
CREATE TABLE rescue (
  cs_id BLOB NOT NULL PRIMARY KEY,
  n INTEGER NOT NULL,
  dev INTEGER NOT NULL,
  inc INTEGER NOT NULL,
  cap INTEGER NOT NULL,
  was_epoch BLOB NOT NULL,
  was_seq INTEGER NOT NULL,
  was_inc INTEGER NOT NULL,
  was_dseq INTEGER NOT NULL,
  outcome INTEGER NOT NULL,
  body BLOB
) STRICT, WITHOUT ROWID;

CREATE INDEX rescue_order ON rescue (was_epoch, was_seq, n) WHERE outcome = 0;

-- What came of each recovery, device by device. missing: numbers of its change-sets that nobody brought back, as
-- "7-9,12".
CREATE TABLE recovery (
  epoch BLOB NOT NULL,
  dev INTEGER NOT NULL,
  ended_at_us INTEGER NOT NULL,
  has_reported INTEGER NOT NULL,
  n_rescued INTEGER NOT NULL,
  n_conflicting INTEGER NOT NULL,
  n_known INTEGER NOT NULL,
  n_refused INTEGER NOT NULL,
  missing TEXT NOT NULL,
  PRIMARY KEY (epoch, dev)
) STRICT, WITHOUT ROWID;
