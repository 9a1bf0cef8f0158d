-- One person by id.
-- in: :person_id (id)
-- out: person_id, family_name,
--   given_name
-- index: person (person_id)
SELECT person_id, family_name, given_name FROM person WHERE person_id = :person_id
