-- SPDX-License-Identifier: GPL-3.0-or-later
-- One person by id.
-- In: :person_id (id)
-- Out: person_id, family_name,
--   given_name
-- Index: person (person_id)
SELECT person_id, family_name, given_name FROM person WHERE person_id = :person_id
