-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What several server processes on one database have to know of each other's desks.

-- Which runs of a desk's program said hello, in the order n, the newest of each device: two of one incarnation that
-- both go on asking are a PC that was copied (src/store/uke-device-run.h). session: drawn anew by each run.
-- is_superseded: another has said hello with its incarnation since. is_cloned: the one before it is alive.
CREATE TABLE server_run (
  dev INTEGER NOT NULL,
  session INTEGER NOT NULL,
  inc INTEGER NOT NULL,
  n INTEGER NOT NULL,
  is_superseded INTEGER NOT NULL,
  is_cloned INTEGER NOT NULL,
  PRIMARY KEY (dev, session)
) STRICT;
