-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- In PostgreSQL's words: 0003-runs.sqlite.sql.
--
-- What several server processes on one database have to know of each other's desks.

-- Which runs of a desk's program said hello, in the order n, the newest of each device: two of one incarnation that
-- both go on asking are a PC that was copied (src/store/uke-device-run.h). session: drawn anew by each run.
-- is_superseded: another has said hello with its incarnation since. is_cloned: the one before it is alive.
CREATE TABLE server_run (
  dev BIGINT NOT NULL,
  session BIGINT NOT NULL,
  inc BIGINT NOT NULL,
  n BIGINT NOT NULL,
  is_superseded BIGINT NOT NULL,
  is_cloned BIGINT NOT NULL,
  PRIMARY KEY (dev, session)
);
