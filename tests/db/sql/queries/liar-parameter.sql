-- SPDX-License-Identifier: GPL-3.0-or-later
-- A header that forgets a parameter.
-- in: -
-- out: family_name
-- index: person (person_id)
SELECT family_name FROM person WHERE person_id = :person_id
