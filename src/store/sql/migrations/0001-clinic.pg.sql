-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The first schema: one table for each entity of src/model/uke-entities.h with its fields as columns, the
-- feed's own tables (sync.md 2.3), the audit, and the projections that make screens cheap.
--
-- Every entity's table ends in the same five columns: cver, the feed entry that made the row; rver, the one
-- that last changed it; fv, the version of each field; del_seq, the entry that deleted it; ext, fields of a
-- newer program that this one does not know. Rows are never deleted.
--
-- In PostgreSQL's words: the tables and columns of 0001-clinic.sqlite.sql in their order (tests/store/test-schema.c
-- compares them). INTEGER is BIGINT, BLOB is BYTEA, TEXT compares by its bytes whatever the database's locale is.

-- A place of treatment.
CREATE TABLE clinic (
  id BYTEA NOT NULL PRIMARY KEY,
  name TEXT COLLATE "C",
  zone TEXT COLLATE "C",
  phone TEXT COLLATE "C",
  postal_code TEXT COLLATE "C",
  address TEXT COLLATE "C",
  cver BIGINT NOT NULL,
  rver BIGINT NOT NULL,
  fv BYTEA NOT NULL,
  del_seq BIGINT,
  ext BYTEA
);

-- Persons who work here.
CREATE TABLE staff (
  id BYTEA NOT NULL PRIMARY KEY,
  family_name TEXT COLLATE "C",
  given_name TEXT COLLATE "C",
  kana TEXT COLLATE "C",
  role TEXT COLLATE "C",
  title TEXT COLLATE "C",
  colour BIGINT,
  is_active BIGINT,
  sort_order BIGINT,
  cver BIGINT NOT NULL,
  rver BIGINT NOT NULL,
  fv BYTEA NOT NULL,
  del_seq BIGINT,
  ext BYTEA
);

-- What can be booked.
CREATE TABLE resource (
  id BYTEA NOT NULL PRIMARY KEY,
  clinic_id BYTEA REFERENCES clinic (id) DEFERRABLE INITIALLY DEFERRED,
  kind TEXT COLLATE "C",
  name TEXT COLLATE "C",
  short_name TEXT COLLATE "C",
  staff_id BYTEA REFERENCES staff (id) DEFERRABLE INITIALLY DEFERRED,
  place TEXT COLLATE "C",
  group_name TEXT COLLATE "C",
  chair_id BYTEA REFERENCES resource (id) DEFERRABLE INITIALLY DEFERRED,
  capacity BIGINT,
  colour BIGINT,
  sort_order BIGINT,
  is_active BIGINT,
  cver BIGINT NOT NULL,
  rver BIGINT NOT NULL,
  fv BYTEA NOT NULL,
  del_seq BIGINT,
  ext BYTEA
);

-- The weekly pattern.
CREATE TABLE working_hours (
  id BYTEA NOT NULL PRIMARY KEY,
  resource_id BYTEA REFERENCES resource (id) DEFERRABLE INITIALLY DEFERRED,
  weekday BIGINT,
  start_min BIGINT,
  end_min BIGINT,
  valid_from_date BIGINT,
  valid_to_date BIGINT,
  cver BIGINT NOT NULL,
  rver BIGINT NOT NULL,
  fv BYTEA NOT NULL,
  del_seq BIGINT,
  ext BYTEA
);

-- Closing days and absences.
CREATE TABLE closure (
  id BYTEA NOT NULL PRIMARY KEY,
  clinic_id BYTEA REFERENCES clinic (id) DEFERRABLE INITIALLY DEFERRED,
  resource_id BYTEA REFERENCES resource (id) DEFERRABLE INITIALLY DEFERRED,
  kind TEXT COLLATE "C",
  from_date BIGINT,
  to_date BIGINT,
  start_min BIGINT,
  end_min BIGINT,
  reason TEXT COLLATE "C",
  cver BIGINT NOT NULL,
  rver BIGINT NOT NULL,
  fv BYTEA NOT NULL,
  del_seq BIGINT,
  ext BYTEA
);

-- Treatment menus: names, never a diagnosis.
CREATE TABLE menu (
  id BYTEA NOT NULL PRIMARY KEY,
  clinic_id BYTEA REFERENCES clinic (id) DEFERRABLE INITIALLY DEFERRED,
  name TEXT COLLATE "C",
  length_min BIGINT,
  colour BIGINT,
  is_self_pay BIGINT,
  price_yen BIGINT,
  sort_order BIGINT,
  is_active BIGINT,
  cver BIGINT NOT NULL,
  rver BIGINT NOT NULL,
  fv BYTEA NOT NULL,
  del_seq BIGINT,
  ext BYTEA
);

-- Settings of the clinic; values are JSON.
CREATE TABLE setting (
  id BYTEA NOT NULL PRIMARY KEY,
  key TEXT COLLATE "C",
  value TEXT COLLATE "C",
  cver BIGINT NOT NULL,
  rver BIGINT NOT NULL,
  fv BYTEA NOT NULL,
  del_seq BIGINT,
  ext BYTEA
);

-- Persons cared for.
CREATE TABLE patient (
  id BYTEA NOT NULL PRIMARY KEY,
  patient_number TEXT COLLATE "C",
  family_name TEXT COLLATE "C",
  given_name TEXT COLLATE "C",
  family_kana TEXT COLLATE "C",
  given_kana TEXT COLLATE "C",
  kana_as_typed TEXT COLLATE "C",
  birth_date BIGINT,
  sex TEXT COLLATE "C",
  household_id BYTEA,
  relation TEXT COLLATE "C",
  alert TEXT COLLATE "C",
  note TEXT COLLATE "C",
  stage TEXT COLLATE "C",
  source TEXT COLLATE "C",
  first_visit_date BIGINT,
  last_visit_date BIGINT,
  visit_count BIGINT,
  next_visit_date BIGINT,
  total_amount_yen BIGINT,
  staff_id BYTEA REFERENCES staff (id) DEFERRABLE INITIALLY DEFERRED,
  interests TEXT COLLATE "C",
  treatments TEXT COLLATE "C",
  language TEXT COLLATE "C",
  ended_reason TEXT COLLATE "C",
  ended_date BIGINT,
  is_provisional BIGINT,
  merged_into_id BYTEA REFERENCES patient (id) DEFERRABLE INITIALLY DEFERRED,
  import_run_id BYTEA,
  cver BIGINT NOT NULL,
  rver BIGINT NOT NULL,
  fv BYTEA NOT NULL,
  del_seq BIGINT,
  ext BYTEA
);

-- Their numbers, national digits.
CREATE TABLE patient_phone (
  id BYTEA NOT NULL PRIMARY KEY,
  patient_id BYTEA REFERENCES patient (id) DEFERRABLE INITIALLY DEFERRED,
  number TEXT COLLATE "C",
  as_typed TEXT COLLATE "C",
  label TEXT COLLATE "C",
  owner TEXT COLLATE "C",
  owner_note TEXT COLLATE "C",
  best_hours TEXT COLLATE "C",
  voicemail TEXT COLLATE "C",
  preference BIGINT,
  is_bad BIGINT,
  cver BIGINT NOT NULL,
  rver BIGINT NOT NULL,
  fv BYTEA NOT NULL,
  del_seq BIGINT,
  ext BYTEA
);

-- Their e-mail addresses.
CREATE TABLE patient_email (
  id BYTEA NOT NULL PRIMARY KEY,
  patient_id BYTEA REFERENCES patient (id) DEFERRABLE INITIALLY DEFERRED,
  address TEXT COLLATE "C",
  preference BIGINT,
  is_bad BIGINT,
  cver BIGINT NOT NULL,
  rver BIGINT NOT NULL,
  fv BYTEA NOT NULL,
  del_seq BIGINT,
  ext BYTEA
);

-- Their addresses.
CREATE TABLE patient_address (
  id BYTEA NOT NULL PRIMARY KEY,
  patient_id BYTEA REFERENCES patient (id) DEFERRABLE INITIALLY DEFERRED,
  label TEXT COLLATE "C",
  postal_code TEXT COLLATE "C",
  address TEXT COLLATE "C",
  cver BIGINT NOT NULL,
  rver BIGINT NOT NULL,
  fv BYTEA NOT NULL,
  del_seq BIGINT,
  ext BYTEA
);

-- Families.
CREATE TABLE household (
  id BYTEA NOT NULL PRIMARY KEY,
  name TEXT COLLATE "C",
  contact_patient_id BYTEA REFERENCES patient (id) DEFERRABLE INITIALLY DEFERRED,
  cver BIGINT NOT NULL,
  rver BIGINT NOT NULL,
  fv BYTEA NOT NULL,
  del_seq BIGINT,
  ext BYTEA
);

-- Marks on patients.
CREATE TABLE patient_tag (
  id BYTEA NOT NULL PRIMARY KEY,
  patient_id BYTEA REFERENCES patient (id) DEFERRABLE INITIALLY DEFERRED,
  tag TEXT COLLATE "C",
  cver BIGINT NOT NULL,
  rver BIGINT NOT NULL,
  fv BYTEA NOT NULL,
  del_seq BIGINT,
  ext BYTEA
);

-- The clinic's own properties.
CREATE TABLE property (
  id BYTEA NOT NULL PRIMARY KEY,
  name TEXT COLLATE "C",
  kind TEXT COLLATE "C",
  choices TEXT COLLATE "C",
  sort_order BIGINT,
  is_active BIGINT,
  cver BIGINT NOT NULL,
  rver BIGINT NOT NULL,
  fv BYTEA NOT NULL,
  del_seq BIGINT,
  ext BYTEA
);

-- Their values.
CREATE TABLE patient_property (
  id BYTEA NOT NULL PRIMARY KEY,
  patient_id BYTEA REFERENCES patient (id) DEFERRABLE INITIALLY DEFERRED,
  property_id BYTEA REFERENCES property (id) DEFERRABLE INITIALLY DEFERRED,
  value TEXT COLLATE "C",
  cver BIGINT NOT NULL,
  rver BIGINT NOT NULL,
  fv BYTEA NOT NULL,
  del_seq BIGINT,
  ext BYTEA
);

-- Purpose by channel, with evidence.
CREATE TABLE consent (
  id BYTEA NOT NULL PRIMARY KEY,
  patient_id BYTEA REFERENCES patient (id) DEFERRABLE INITIALLY DEFERRED,
  purpose TEXT COLLATE "C",
  channel TEXT COLLATE "C",
  state TEXT COLLATE "C",
  route TEXT COLLATE "C",
  evidence TEXT COLLATE "C",
  decided_at_us BIGINT,
  staff_id BYTEA REFERENCES staff (id) DEFERRABLE INITIALLY DEFERRED,
  cver BIGINT NOT NULL,
  rver BIGINT NOT NULL,
  fv BYTEA NOT NULL,
  del_seq BIGINT,
  ext BYTEA
);

-- Bookings.
CREATE TABLE appointment (
  id BYTEA NOT NULL PRIMARY KEY,
  clinic_id BYTEA REFERENCES clinic (id) DEFERRABLE INITIALLY DEFERRED,
  patient_id BYTEA REFERENCES patient (id) DEFERRABLE INITIALLY DEFERRED,
  provider_id BYTEA REFERENCES resource (id) DEFERRABLE INITIALLY DEFERRED,
  chair_id BYTEA REFERENCES resource (id) DEFERRABLE INITIALLY DEFERRED,
  menu_id BYTEA REFERENCES menu (id) DEFERRABLE INITIALLY DEFERRED,
  starts_at_us BIGINT,
  length_min BIGINT,
  status TEXT COLLATE "C",
  is_first_visit BIGINT,
  is_provisional BIGINT,
  needs_new_time BIGINT,
  overlap_accepted BIGINT,
  rescheduled_from_id BYTEA REFERENCES appointment (id) DEFERRABLE INITIALLY DEFERRED,
  cancelled_by TEXT COLLATE "C",
  cancel_reason TEXT COLLATE "C",
  note TEXT COLLATE "C",
  channel TEXT COLLATE "C",
  arrived_at_us BIGINT,
  in_room_at_us BIGINT,
  paying_at_us BIGINT,
  done_at_us BIGINT,
  import_run_id BYTEA,
  external_key TEXT COLLATE "C",
  cver BIGINT NOT NULL,
  rver BIGINT NOT NULL,
  fv BYTEA NOT NULL,
  del_seq BIGINT,
  ext BYTEA
);

-- Calls that somebody owes.
CREATE TABLE follow_up (
  id BYTEA NOT NULL PRIMARY KEY,
  clinic_id BYTEA REFERENCES clinic (id) DEFERRABLE INITIALLY DEFERRED,
  patient_id BYTEA REFERENCES patient (id) DEFERRABLE INITIALLY DEFERRED,
  reason TEXT COLLATE "C",
  reason_note TEXT COLLATE "C",
  state TEXT COLLATE "C",
  due_at_us BIGINT,
  not_before_us BIGINT,
  call_back_at_us BIGINT,
  best_hours TEXT COLLATE "C",
  attempts BIGINT,
  max_attempts BIGINT,
  menu_id BYTEA REFERENCES menu (id) DEFERRABLE INITIALLY DEFERRED,
  provider_id BYTEA REFERENCES resource (id) DEFERRABLE INITIALLY DEFERRED,
  assigned_staff_id BYTEA REFERENCES staff (id) DEFERRABLE INITIALLY DEFERRED,
  claimed_until_us BIGINT,
  last_outcome TEXT COLLATE "C",
  last_attempt_us BIGINT,
  closed_at_us BIGINT,
  closed_reason TEXT COLLATE "C",
  appointment_id BYTEA REFERENCES appointment (id) DEFERRABLE INITIALLY DEFERRED,
  previous_id BYTEA REFERENCES follow_up (id) DEFERRABLE INITIALLY DEFERRED,
  import_run_id BYTEA,
  cver BIGINT NOT NULL,
  rver BIGINT NOT NULL,
  fv BYTEA NOT NULL,
  del_seq BIGINT,
  ext BYTEA
);

-- Calls made.
CREATE TABLE call_attempt (
  id BYTEA NOT NULL PRIMARY KEY,
  follow_up_id BYTEA REFERENCES follow_up (id) DEFERRABLE INITIALLY DEFERRED,
  patient_id BYTEA REFERENCES patient (id) DEFERRABLE INITIALLY DEFERRED,
  phone_id BYTEA REFERENCES patient_phone (id) DEFERRABLE INITIALLY DEFERRED,
  outcome TEXT COLLATE "C",
  started_at_us BIGINT,
  ended_at_us BIGINT,
  staff_id BYTEA REFERENCES staff (id) DEFERRABLE INITIALLY DEFERRED,
  note TEXT COLLATE "C",
  cver BIGINT NOT NULL,
  rver BIGINT NOT NULL,
  fv BYTEA NOT NULL,
  del_seq BIGINT,
  ext BYTEA
);

-- What to say.
CREATE TABLE call_script (
  id BYTEA NOT NULL PRIMARY KEY,
  reason TEXT COLLATE "C",
  name TEXT COLLATE "C",
  steps TEXT COLLATE "C",
  is_active BIGINT,
  cver BIGINT NOT NULL,
  rver BIGINT NOT NULL,
  fv BYTEA NOT NULL,
  del_seq BIGINT,
  ext BYTEA
);

-- Imports.
CREATE TABLE import_run (
  id BYTEA NOT NULL PRIMARY KEY,
  kind TEXT COLLATE "C",
  file_name TEXT COLLATE "C",
  file_sha256 TEXT COLLATE "C",
  state TEXT COLLATE "C",
  n_rows BIGINT,
  n_done BIGINT,
  n_created BIGINT,
  n_matched BIGINT,
  n_changed BIGINT,
  n_refused BIGINT,
  started_at_us BIGINT,
  ended_at_us BIGINT,
  cver BIGINT NOT NULL,
  rver BIGINT NOT NULL,
  fv BYTEA NOT NULL,
  del_seq BIGINT,
  ext BYTEA
);

-- Remembered column mappings of imports.
CREATE TABLE import_mapping (
  id BYTEA NOT NULL PRIMARY KEY,
  kind TEXT COLLATE "C",
  signature TEXT COLLATE "C",
  mapping TEXT COLLATE "C",
  cver BIGINT NOT NULL,
  rver BIGINT NOT NULL,
  fv BYTEA NOT NULL,
  del_seq BIGINT,
  ext BYTEA
);

-- Pairs that may be one person.
CREATE TABLE duplicate_review (
  id BYTEA NOT NULL PRIMARY KEY,
  first_patient_id BYTEA REFERENCES patient (id) DEFERRABLE INITIALLY DEFERRED,
  second_patient_id BYTEA REFERENCES patient (id) DEFERRABLE INITIALLY DEFERRED,
  score BIGINT,
  decision TEXT COLLATE "C",
  staff_id BYTEA REFERENCES staff (id) DEFERRABLE INITIALLY DEFERRED,
  cver BIGINT NOT NULL,
  rver BIGINT NOT NULL,
  fv BYTEA NOT NULL,
  del_seq BIGINT,
  ext BYTEA
);

-- Who refers to a table that comes later.
ALTER TABLE patient ADD FOREIGN KEY (household_id) REFERENCES household (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE patient ADD FOREIGN KEY (import_run_id) REFERENCES import_run (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE appointment ADD FOREIGN KEY (import_run_id) REFERENCES import_run (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE follow_up ADD FOREIGN KEY (import_run_id) REFERENCES import_run (id) DEFERRABLE INITIALLY DEFERRED;

-- What queries look rows up by.
CREATE INDEX resource_clinic ON resource (clinic_id);
CREATE INDEX working_hours_resource ON working_hours (resource_id);
CREATE INDEX closure_clinic ON closure (clinic_id, to_date);
CREATE INDEX setting_key ON setting (key);
CREATE INDEX patient_birth ON patient (birth_date, family_kana) WHERE birth_date IS NOT NULL;
CREATE INDEX patient_household ON patient (household_id) WHERE household_id IS NOT NULL;
CREATE INDEX patient_merged ON patient (merged_into_id) WHERE merged_into_id IS NOT NULL;
CREATE INDEX patient_import ON patient (import_run_id) WHERE import_run_id IS NOT NULL;
CREATE INDEX patient_phone_patient ON patient_phone (patient_id);
CREATE INDEX patient_phone_number ON patient_phone (number);
CREATE INDEX patient_email_patient ON patient_email (patient_id);
CREATE INDEX patient_address_patient ON patient_address (patient_id);
CREATE INDEX patient_tag_patient ON patient_tag (patient_id);
CREATE INDEX patient_property_patient ON patient_property (patient_id);
CREATE INDEX consent_patient ON consent (patient_id);
CREATE INDEX appointment_patient ON appointment (patient_id, starts_at_us);
CREATE INDEX appointment_moved ON appointment (rescheduled_from_id) WHERE rescheduled_from_id IS NOT NULL;
CREATE INDEX appointment_import ON appointment (import_run_id) WHERE import_run_id IS NOT NULL;
CREATE INDEX appointment_external ON appointment (external_key) WHERE external_key IS NOT NULL;
CREATE INDEX follow_up_list ON follow_up (clinic_id, state, due_at_us);
CREATE INDEX follow_up_touched ON follow_up (clinic_id, last_attempt_us) WHERE last_attempt_us IS NOT NULL;
CREATE INDEX follow_up_patient ON follow_up (patient_id, due_at_us);
CREATE INDEX follow_up_import ON follow_up (import_run_id) WHERE import_run_id IS NOT NULL;
CREATE INDEX call_attempt_follow_up ON call_attempt (follow_up_id, started_at_us);
CREATE INDEX call_attempt_patient ON call_attempt (patient_id, started_at_us);
CREATE INDEX call_attempt_time ON call_attempt (started_at_us);
CREATE INDEX import_mapping_signature ON import_mapping (kind, signature);
CREATE INDEX duplicate_review_first ON duplicate_review (first_patient_id);
CREATE INDEX duplicate_review_second ON duplicate_review (second_patient_id);

-- The feed: one a tenant (decision 1). state: 0 open, 1 recovery, 2 frozen.
CREATE TABLE feed (
  feed BIGINT NOT NULL PRIMARY KEY,
  epoch BYTEA NOT NULL,
  seq BIGINT NOT NULL,
  chain BYTEA NOT NULL,
  min_seq BIGINT NOT NULL,
  backup_seq BIGINT NOT NULL,
  state BIGINT NOT NULL
) WITH (fillfactor = 50);

-- Which history followed which.
CREATE TABLE epoch_line (
  feed BIGINT NOT NULL,
  epoch BYTEA NOT NULL,
  prev BYTEA,
  at_seq BIGINT NOT NULL,
  reason BIGINT NOT NULL,
  at_us BIGINT NOT NULL,
  PRIMARY KEY (feed, epoch)
);

-- The log: one entry a change-set, chained. payload holds its exact bytes and can be erased; phash stays.
-- effect_hash is NULL when it was applied as meant.
CREATE TABLE flog (
  feed BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  cs_id BYTEA NOT NULL,
  dev BIGINT NOT NULL,
  inc BIGINT NOT NULL,
  dseq BIGINT NOT NULL,
  base BIGINT NOT NULL,
  usr BYTEA,
  intent BIGINT NOT NULL,
  outcome BIGINT NOT NULL,
  hlc BIGINT NOT NULL,
  clkq BIGINT NOT NULL,
  at_us BIGINT NOT NULL,
  sv BIGINT NOT NULL,
  effect_hash BYTEA,
  phash BYTEA NOT NULL,
  chain BYTEA NOT NULL,
  payload BYTEA,
  PRIMARY KEY (feed, seq)
);

-- What became of each change-set; kept for ever, so that none is applied twice.
CREATE TABLE receipt (
  feed BIGINT NOT NULL,
  cs_id BYTEA NOT NULL,
  bhash BYTEA NOT NULL,
  seq BIGINT NOT NULL,
  outcome BIGINT NOT NULL,
  PRIMARY KEY (feed, cs_id)
);

-- How far each device's own count has come.
CREATE TABLE devpos (
  feed BIGINT NOT NULL,
  dev BIGINT NOT NULL,
  inc BIGINT NOT NULL,
  last_dseq BIGINT NOT NULL,
  PRIMARY KEY (feed, dev, inc)
) WITH (fillfactor = 50);

-- Signed heads of the log.
CREATE TABLE head_sig (
  feed BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  epoch BYTEA NOT NULL,
  chain BYTEA NOT NULL,
  sig BYTEA NOT NULL,
  PRIMARY KEY (feed, seq)
);

-- Which booking holds which five minutes of which resource (decision 11). Two bookings never hold one lane.
CREATE TABLE slot_claim (
  resource_id BYTEA NOT NULL,
  cell BIGINT NOT NULL,
  lane BIGINT NOT NULL,
  appointment_id BYTEA NOT NULL REFERENCES appointment (id) DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY (resource_id, cell, lane)
);

-- What was decided otherwise than its author meant, for the history or for a person to settle. kept and lost:
-- JSON values.
CREATE TABLE conflict (
  seq BIGINT NOT NULL,
  n BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  entity BIGINT NOT NULL,
  record_id BYTEA NOT NULL,
  field BIGINT,
  kept TEXT COLLATE "C",
  lost TEXT COLLATE "C",
  other_seq BIGINT NOT NULL,
  other_id BYTEA,
  needs_person BIGINT NOT NULL,
  settled_seq BIGINT,
  PRIMARY KEY (seq, n)
);

CREATE INDEX conflict_open ON conflict (needs_person) WHERE settled_seq IS NULL AND needs_person = 1;
CREATE INDEX conflict_record ON conflict (record_id);

-- The programs that write: this one's own row has is_self 1. hlc is the last clock reading it gave out.
CREATE TABLE device (
  dev BIGINT NOT NULL PRIMARY KEY,
  inc BIGINT NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  is_self BIGINT NOT NULL,
  hlc BIGINT NOT NULL,
  audit_seq BIGINT NOT NULL,
  audit_hash BYTEA NOT NULL
) WITH (fillfactor = 50);

-- The audit: one chain a device (decision 12), written where the person acted. reason and before_after (the
-- old and new values as JSON) enter the chain by their hashes only, so that they can be cleared without
-- breaking it. Numbers of kind, role, action, result and entity: registries of src/model and src/feed.
-- What an entry does not have is NULL.
CREATE TABLE audit (
  dev BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  at_us BIGINT NOT NULL,
  mono_us BIGINT NOT NULL,
  boot_id BYTEA,
  server_offset_ms BIGINT NOT NULL,
  staff_id BYTEA,
  role BIGINT NOT NULL,
  second_staff_id BYTEA,
  session_id BYTEA,
  factors BIGINT NOT NULL,
  action BIGINT NOT NULL,
  entity BIGINT NOT NULL,
  object_id BYTEA,
  patient_id BYTEA,
  context_id BYTEA,
  change_set_id BYTEA,
  reason_code TEXT COLLATE "C",
  reason_hash BYTEA,
  result BIGINT NOT NULL,
  n_rows BIGINT NOT NULL,
  fields TEXT COLLATE "C",
  values_hash BYTEA,
  version TEXT COLLATE "C",
  hash BYTEA NOT NULL,
  reason TEXT COLLATE "C",
  before_after TEXT COLLATE "C",
  PRIMARY KEY (dev, seq)
);

-- Whatever belongs to a patient is found through the patient, everything else through the record itself.
CREATE INDEX audit_patient ON audit (patient_id) WHERE patient_id IS NOT NULL;
CREATE INDEX audit_object ON audit (object_id) WHERE patient_id IS NULL AND object_id IS NOT NULL;

CREATE FUNCTION audit_refuse () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit is append-only' USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER audit_keep BEFORE DELETE ON audit
FOR EACH ROW EXECUTE FUNCTION audit_refuse ();

CREATE TRIGGER audit_keep_all BEFORE TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse ();

CREATE TRIGGER audit_fixed BEFORE UPDATE OF dev, seq, kind, at_us, mono_us, boot_id, server_offset_ms,
  staff_id, role, second_staff_id, session_id, factors, action, entity, object_id, patient_id, context_id,
  change_set_id, reason_code, reason_hash, result, n_rows, fields, values_hash, version, hash ON audit
FOR EACH ROW EXECUTE FUNCTION audit_refuse ();

CREATE TRIGGER audit_clear_only BEFORE UPDATE OF reason, before_after ON audit
FOR EACH ROW WHEN ((NEW.reason IS NOT NULL AND NEW.reason IS DISTINCT FROM OLD.reason)
  OR (NEW.before_after IS NOT NULL AND NEW.before_after IS DISTINCT FROM OLD.before_after))
EXECUTE FUNCTION audit_refuse ();

-- Projection: a booking as the calendar draws it, all bookings of a week on neighbouring pages (goal C1).
-- flags: bits of UkeCardFlags in src/store/uke-card.h. texts: family and given name, their kana, patient number,
-- channel and note, a 0x1F between: one column costs a third of seven. The menu's name is looked up in memory.
CREATE TABLE appointment_card (
  clinic_id BYTEA NOT NULL,
  starts_at_us BIGINT NOT NULL,
  id BYTEA NOT NULL,
  patient_id BYTEA,
  provider_id BYTEA,
  chair_id BYTEA,
  menu_id BYTEA,
  length_min BIGINT,
  status TEXT COLLATE "C",
  flags BIGINT NOT NULL,
  texts TEXT COLLATE "C" NOT NULL,
  visit_count BIGINT,
  arrived_at_us BIGINT,
  in_room_at_us BIGINT,
  paying_at_us BIGINT,
  done_at_us BIGINT,
  PRIMARY KEY (clinic_id, starts_at_us, id)
);

-- Projection: what the search memory is filled from, in kana order (goal S4: few columns, because each costs
-- as much to read as its bytes). sort_key is the folded kana, family and given with a space between; facts are
-- the bits of UkeSearchFlags and, from bit 8, the day of the last visit and one; body holds three parts with a
-- 0x1E between: the folded name; the patient number, birth date and phone numbers; the forms to show where
-- folding changed them (src/store/uke-search-row.h). Deleted and merged patients have no row.
CREATE TABLE patient_search (
  sort_key TEXT COLLATE "C" NOT NULL,
  patient_id BYTEA NOT NULL,
  facts BIGINT NOT NULL,
  body TEXT COLLATE "C" NOT NULL,
  number_key TEXT COLLATE "C",
  PRIMARY KEY (sort_key, patient_id)
);

-- Longer keys are greater numbers, so the last of all digits is the highest.
CREATE INDEX patient_search_number ON patient_search (length (number_key), number_key) WHERE number_key IS NOT NULL;
