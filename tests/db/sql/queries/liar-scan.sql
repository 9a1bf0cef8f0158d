-- SPDX-License-Identifier: GPL-3.0-or-later
-- A header that conceals that it reads everybody.
-- in: :given_name (text)
-- out: person_id
-- index: person_by_name (family_name, given_name)
SELECT person_id FROM person WHERE given_name = :given_name
