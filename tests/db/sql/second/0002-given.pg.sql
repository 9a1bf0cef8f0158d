-- SPDX-License-Identifier: GPL-3.0-or-later
ALTER TABLE person ADD COLUMN given_name TEXT NOT NULL DEFAULT '';
CREATE INDEX person_by_name ON person (family_name, given_name);
