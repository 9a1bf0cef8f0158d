-- SPDX-License-Identifier: GPL-3.0-or-later
-- A header that names another index than the one that is used.
-- in: :family_name (text)
-- out: person_id
-- index: person_by_birth (birth_date)
SELECT person_id FROM person WHERE family_name = :family_name
