-- SPDX-License-Identifier: GPL-3.0-or-later
-- A header that names another column.
-- in: :person_id (id)
-- out: person_id
-- index: person (person_id)
SELECT family_name FROM person WHERE person_id = :person_id
