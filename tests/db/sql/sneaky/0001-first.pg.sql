-- SPDX-License-Identifier: GPL-3.0-or-later
CREATE TABLE person (
  person_id BYTEA PRIMARY KEY NOT NULL,
  family_name TEXT NOT NULL
);
