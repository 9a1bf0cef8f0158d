-- SPDX-License-Identifier: GPL-3.0-or-later
ALTER TABLE person ADD COLUMN given_name TEXT NOT NULL DEFAULT '';
INSERT INTO no_such_table VALUES (1);
