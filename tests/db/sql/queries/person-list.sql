-- SPDX-License-Identifier: GPL-3.0-or-later
-- Everybody, for an export.
-- in: -
-- out: family_name
-- index: scan person, in the order of the key
SELECT family_name FROM person ORDER BY person_id
