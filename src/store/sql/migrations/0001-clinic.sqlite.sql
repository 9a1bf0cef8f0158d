-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The first schema: one table for each entity of src/model/uke-entities.h with its fields as columns, the
-- feed's own tables (sync.md 2.3), the audit, and the projections that make screens cheap.
--
-- Every entity's table ends in the same five columns: cver, the feed entry that made the row; rver, the one
-- that last changed it; fv, the version of each field; del_seq, the entry that deleted it; ext, fields of a
-- newer program that this one does not know. Rows are never deleted.

-- A place of treatment.
CREATE TABLE clinic (
  id BLOB NOT NULL PRIMARY KEY,
  name TEXT,
  zone TEXT,
  phone TEXT,
  postal_code TEXT,
  address TEXT,
  cver INTEGER NOT NULL,
  rver INTEGER NOT NULL,
  fv BLOB NOT NULL,
  del_seq INTEGER,
  ext BLOB
) STRICT;

-- Persons who work here.
CREATE TABLE staff (
  id BLOB NOT NULL PRIMARY KEY,
  family_name TEXT,
  given_name TEXT,
  kana TEXT,
  role TEXT,
  title TEXT,
  colour INTEGER,
  is_active INTEGER,
  sort_order INTEGER,
  cver INTEGER NOT NULL,
  rver INTEGER NOT NULL,
  fv BLOB NOT NULL,
  del_seq INTEGER,
  ext BLOB
) STRICT;

-- What can be booked.
CREATE TABLE resource (
  id BLOB NOT NULL PRIMARY KEY,
  clinic_id BLOB REFERENCES clinic (id) DEFERRABLE INITIALLY DEFERRED,
  kind TEXT,
  name TEXT,
  short_name TEXT,
  staff_id BLOB REFERENCES staff (id) DEFERRABLE INITIALLY DEFERRED,
  place TEXT,
  group_name TEXT,
  chair_id BLOB REFERENCES resource (id) DEFERRABLE INITIALLY DEFERRED,
  capacity INTEGER,
  colour INTEGER,
  sort_order INTEGER,
  is_active INTEGER,
  cver INTEGER NOT NULL,
  rver INTEGER NOT NULL,
  fv BLOB NOT NULL,
  del_seq INTEGER,
  ext BLOB
) STRICT;

-- The weekly pattern.
CREATE TABLE working_hours (
  id BLOB NOT NULL PRIMARY KEY,
  resource_id BLOB REFERENCES resource (id) DEFERRABLE INITIALLY DEFERRED,
  weekday INTEGER,
  start_min INTEGER,
  end_min INTEGER,
  valid_from_date INTEGER,
  valid_to_date INTEGER,
  cver INTEGER NOT NULL,
  rver INTEGER NOT NULL,
  fv BLOB NOT NULL,
  del_seq INTEGER,
  ext BLOB
) STRICT;

-- Closing days and absences.
CREATE TABLE closure (
  id BLOB NOT NULL PRIMARY KEY,
  clinic_id BLOB REFERENCES clinic (id) DEFERRABLE INITIALLY DEFERRED,
  resource_id BLOB REFERENCES resource (id) DEFERRABLE INITIALLY DEFERRED,
  kind TEXT,
  from_date INTEGER,
  to_date INTEGER,
  start_min INTEGER,
  end_min INTEGER,
  reason TEXT,
  cver INTEGER NOT NULL,
  rver INTEGER NOT NULL,
  fv BLOB NOT NULL,
  del_seq INTEGER,
  ext BLOB
) STRICT;

-- Treatment menus: names, never a diagnosis.
CREATE TABLE menu (
  id BLOB NOT NULL PRIMARY KEY,
  clinic_id BLOB REFERENCES clinic (id) DEFERRABLE INITIALLY DEFERRED,
  name TEXT,
  length_min INTEGER,
  colour INTEGER,
  is_self_pay INTEGER,
  price_yen INTEGER,
  sort_order INTEGER,
  is_active INTEGER,
  cver INTEGER NOT NULL,
  rver INTEGER NOT NULL,
  fv BLOB NOT NULL,
  del_seq INTEGER,
  ext BLOB
) STRICT;

-- Settings of the clinic; values are JSON.
CREATE TABLE setting (
  id BLOB NOT NULL PRIMARY KEY,
  key TEXT,
  value TEXT,
  cver INTEGER NOT NULL,
  rver INTEGER NOT NULL,
  fv BLOB NOT NULL,
  del_seq INTEGER,
  ext BLOB
) STRICT;

-- Persons cared for.
CREATE TABLE patient (
  id BLOB NOT NULL PRIMARY KEY,
  patient_number TEXT,
  family_name TEXT,
  given_name TEXT,
  family_kana TEXT,
  given_kana TEXT,
  kana_as_typed TEXT,
  birth_date INTEGER,
  sex TEXT,
  household_id BLOB REFERENCES household (id) DEFERRABLE INITIALLY DEFERRED,
  relation TEXT,
  alert TEXT,
  note TEXT,
  stage TEXT,
  source TEXT,
  first_visit_date INTEGER,
  last_visit_date INTEGER,
  visit_count INTEGER,
  next_visit_date INTEGER,
  total_amount_yen INTEGER,
  staff_id BLOB REFERENCES staff (id) DEFERRABLE INITIALLY DEFERRED,
  interests TEXT,
  treatments TEXT,
  language TEXT,
  ended_reason TEXT,
  ended_date INTEGER,
  is_provisional INTEGER,
  merged_into_id BLOB REFERENCES patient (id) DEFERRABLE INITIALLY DEFERRED,
  import_run_id BLOB REFERENCES import_run (id) DEFERRABLE INITIALLY DEFERRED,
  cver INTEGER NOT NULL,
  rver INTEGER NOT NULL,
  fv BLOB NOT NULL,
  del_seq INTEGER,
  ext BLOB
) STRICT;

-- Their numbers, national digits.
CREATE TABLE patient_phone (
  id BLOB NOT NULL PRIMARY KEY,
  patient_id BLOB REFERENCES patient (id) DEFERRABLE INITIALLY DEFERRED,
  number TEXT,
  as_typed TEXT,
  label TEXT,
  owner TEXT,
  owner_note TEXT,
  best_hours TEXT,
  voicemail TEXT,
  preference INTEGER,
  is_bad INTEGER,
  cver INTEGER NOT NULL,
  rver INTEGER NOT NULL,
  fv BLOB NOT NULL,
  del_seq INTEGER,
  ext BLOB
) STRICT;

-- Their e-mail addresses.
CREATE TABLE patient_email (
  id BLOB NOT NULL PRIMARY KEY,
  patient_id BLOB REFERENCES patient (id) DEFERRABLE INITIALLY DEFERRED,
  address TEXT,
  preference INTEGER,
  is_bad INTEGER,
  cver INTEGER NOT NULL,
  rver INTEGER NOT NULL,
  fv BLOB NOT NULL,
  del_seq INTEGER,
  ext BLOB
) STRICT;

-- Their addresses.
CREATE TABLE patient_address (
  id BLOB NOT NULL PRIMARY KEY,
  patient_id BLOB REFERENCES patient (id) DEFERRABLE INITIALLY DEFERRED,
  label TEXT,
  postal_code TEXT,
  address TEXT,
  cver INTEGER NOT NULL,
  rver INTEGER NOT NULL,
  fv BLOB NOT NULL,
  del_seq INTEGER,
  ext BLOB
) STRICT;

-- Families.
CREATE TABLE household (
  id BLOB NOT NULL PRIMARY KEY,
  name TEXT,
  contact_patient_id BLOB REFERENCES patient (id) DEFERRABLE INITIALLY DEFERRED,
  cver INTEGER NOT NULL,
  rver INTEGER NOT NULL,
  fv BLOB NOT NULL,
  del_seq INTEGER,
  ext BLOB
) STRICT;

-- Marks on patients.
CREATE TABLE patient_tag (
  id BLOB NOT NULL PRIMARY KEY,
  patient_id BLOB REFERENCES patient (id) DEFERRABLE INITIALLY DEFERRED,
  tag TEXT,
  cver INTEGER NOT NULL,
  rver INTEGER NOT NULL,
  fv BLOB NOT NULL,
  del_seq INTEGER,
  ext BLOB
) STRICT;

-- The clinic's own properties.
CREATE TABLE property (
  id BLOB NOT NULL PRIMARY KEY,
  name TEXT,
  kind TEXT,
  choices TEXT,
  sort_order INTEGER,
  is_active INTEGER,
  cver INTEGER NOT NULL,
  rver INTEGER NOT NULL,
  fv BLOB NOT NULL,
  del_seq INTEGER,
  ext BLOB
) STRICT;

-- Their values.
CREATE TABLE patient_property (
  id BLOB NOT NULL PRIMARY KEY,
  patient_id BLOB REFERENCES patient (id) DEFERRABLE INITIALLY DEFERRED,
  property_id BLOB REFERENCES property (id) DEFERRABLE INITIALLY DEFERRED,
  value TEXT,
  cver INTEGER NOT NULL,
  rver INTEGER NOT NULL,
  fv BLOB NOT NULL,
  del_seq INTEGER,
  ext BLOB
) STRICT;

-- Purpose by channel, with evidence.
CREATE TABLE consent (
  id BLOB NOT NULL PRIMARY KEY,
  patient_id BLOB REFERENCES patient (id) DEFERRABLE INITIALLY DEFERRED,
  purpose TEXT,
  channel TEXT,
  state TEXT,
  route TEXT,
  evidence TEXT,
  decided_at_us INTEGER,
  staff_id BLOB REFERENCES staff (id) DEFERRABLE INITIALLY DEFERRED,
  cver INTEGER NOT NULL,
  rver INTEGER NOT NULL,
  fv BLOB NOT NULL,
  del_seq INTEGER,
  ext BLOB
) STRICT;

-- Bookings.
CREATE TABLE appointment (
  id BLOB NOT NULL PRIMARY KEY,
  clinic_id BLOB REFERENCES clinic (id) DEFERRABLE INITIALLY DEFERRED,
  patient_id BLOB REFERENCES patient (id) DEFERRABLE INITIALLY DEFERRED,
  provider_id BLOB REFERENCES resource (id) DEFERRABLE INITIALLY DEFERRED,
  chair_id BLOB REFERENCES resource (id) DEFERRABLE INITIALLY DEFERRED,
  menu_id BLOB REFERENCES menu (id) DEFERRABLE INITIALLY DEFERRED,
  starts_at_us INTEGER,
  length_min INTEGER,
  status TEXT,
  is_first_visit INTEGER,
  is_provisional INTEGER,
  needs_new_time INTEGER,
  overlap_accepted INTEGER,
  rescheduled_from_id BLOB REFERENCES appointment (id) DEFERRABLE INITIALLY DEFERRED,
  cancelled_by TEXT,
  cancel_reason TEXT,
  note TEXT,
  channel TEXT,
  arrived_at_us INTEGER,
  in_room_at_us INTEGER,
  paying_at_us INTEGER,
  done_at_us INTEGER,
  import_run_id BLOB REFERENCES import_run (id) DEFERRABLE INITIALLY DEFERRED,
  external_key TEXT,
  cver INTEGER NOT NULL,
  rver INTEGER NOT NULL,
  fv BLOB NOT NULL,
  del_seq INTEGER,
  ext BLOB
) STRICT;

-- Calls that somebody owes.
CREATE TABLE follow_up (
  id BLOB NOT NULL PRIMARY KEY,
  clinic_id BLOB REFERENCES clinic (id) DEFERRABLE INITIALLY DEFERRED,
  patient_id BLOB REFERENCES patient (id) DEFERRABLE INITIALLY DEFERRED,
  reason TEXT,
  reason_note TEXT,
  state TEXT,
  due_at_us INTEGER,
  not_before_us INTEGER,
  call_back_at_us INTEGER,
  best_hours TEXT,
  attempts INTEGER,
  max_attempts INTEGER,
  menu_id BLOB REFERENCES menu (id) DEFERRABLE INITIALLY DEFERRED,
  provider_id BLOB REFERENCES resource (id) DEFERRABLE INITIALLY DEFERRED,
  assigned_staff_id BLOB REFERENCES staff (id) DEFERRABLE INITIALLY DEFERRED,
  claimed_until_us INTEGER,
  last_outcome TEXT,
  last_attempt_us INTEGER,
  closed_at_us INTEGER,
  closed_reason TEXT,
  appointment_id BLOB REFERENCES appointment (id) DEFERRABLE INITIALLY DEFERRED,
  previous_id BLOB REFERENCES follow_up (id) DEFERRABLE INITIALLY DEFERRED,
  import_run_id BLOB REFERENCES import_run (id) DEFERRABLE INITIALLY DEFERRED,
  cver INTEGER NOT NULL,
  rver INTEGER NOT NULL,
  fv BLOB NOT NULL,
  del_seq INTEGER,
  ext BLOB
) STRICT;

-- Calls made.
CREATE TABLE call_attempt (
  id BLOB NOT NULL PRIMARY KEY,
  follow_up_id BLOB REFERENCES follow_up (id) DEFERRABLE INITIALLY DEFERRED,
  patient_id BLOB REFERENCES patient (id) DEFERRABLE INITIALLY DEFERRED,
  phone_id BLOB REFERENCES patient_phone (id) DEFERRABLE INITIALLY DEFERRED,
  outcome TEXT,
  started_at_us INTEGER,
  ended_at_us INTEGER,
  staff_id BLOB REFERENCES staff (id) DEFERRABLE INITIALLY DEFERRED,
  note TEXT,
  cver INTEGER NOT NULL,
  rver INTEGER NOT NULL,
  fv BLOB NOT NULL,
  del_seq INTEGER,
  ext BLOB
) STRICT;

-- What to say.
CREATE TABLE call_script (
  id BLOB NOT NULL PRIMARY KEY,
  reason TEXT,
  name TEXT,
  steps TEXT,
  is_active INTEGER,
  cver INTEGER NOT NULL,
  rver INTEGER NOT NULL,
  fv BLOB NOT NULL,
  del_seq INTEGER,
  ext BLOB
) STRICT;

-- Imports.
CREATE TABLE import_run (
  id BLOB NOT NULL PRIMARY KEY,
  kind TEXT,
  file_name TEXT,
  file_sha256 TEXT,
  state TEXT,
  n_rows INTEGER,
  n_done INTEGER,
  n_created INTEGER,
  n_matched INTEGER,
  n_changed INTEGER,
  n_refused INTEGER,
  started_at_us INTEGER,
  ended_at_us INTEGER,
  cver INTEGER NOT NULL,
  rver INTEGER NOT NULL,
  fv BLOB NOT NULL,
  del_seq INTEGER,
  ext BLOB
) STRICT;

-- Remembered column mappings of imports.
CREATE TABLE import_mapping (
  id BLOB NOT NULL PRIMARY KEY,
  kind TEXT,
  signature TEXT,
  mapping TEXT,
  cver INTEGER NOT NULL,
  rver INTEGER NOT NULL,
  fv BLOB NOT NULL,
  del_seq INTEGER,
  ext BLOB
) STRICT;

-- Pairs that may be one person.
CREATE TABLE duplicate_review (
  id BLOB NOT NULL PRIMARY KEY,
  first_patient_id BLOB REFERENCES patient (id) DEFERRABLE INITIALLY DEFERRED,
  second_patient_id BLOB REFERENCES patient (id) DEFERRABLE INITIALLY DEFERRED,
  score INTEGER,
  decision TEXT,
  staff_id BLOB REFERENCES staff (id) DEFERRABLE INITIALLY DEFERRED,
  cver INTEGER NOT NULL,
  rver INTEGER NOT NULL,
  fv BLOB NOT NULL,
  del_seq INTEGER,
  ext BLOB
) STRICT;


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
  feed INTEGER NOT NULL PRIMARY KEY,
  epoch BLOB NOT NULL,
  seq INTEGER NOT NULL,
  chain BLOB NOT NULL,
  min_seq INTEGER NOT NULL,
  backup_seq INTEGER NOT NULL,
  state INTEGER NOT NULL
) STRICT;

-- Which history followed which.
CREATE TABLE epoch_line (
  feed INTEGER NOT NULL,
  epoch BLOB NOT NULL,
  prev BLOB,
  at_seq INTEGER NOT NULL,
  reason INTEGER NOT NULL,
  at_us INTEGER NOT NULL,
  PRIMARY KEY (feed, epoch)
) STRICT, WITHOUT ROWID;

-- The log: one entry a change-set, chained. payload holds its exact bytes and can be erased; phash stays.
-- effect_hash is NULL when it was applied as meant.
CREATE TABLE flog (
  feed INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  cs_id BLOB NOT NULL,
  dev INTEGER NOT NULL,
  inc INTEGER NOT NULL,
  dseq INTEGER NOT NULL,
  base INTEGER NOT NULL,
  usr BLOB,
  intent INTEGER NOT NULL,
  outcome INTEGER NOT NULL,
  hlc INTEGER NOT NULL,
  clkq INTEGER NOT NULL,
  at_us INTEGER NOT NULL,
  sv INTEGER NOT NULL,
  effect_hash BLOB,
  phash BLOB NOT NULL,
  chain BLOB NOT NULL,
  payload BLOB,
  PRIMARY KEY (feed, seq)
) STRICT, WITHOUT ROWID;

-- What became of each change-set; kept for ever, so that none is applied twice.
CREATE TABLE receipt (
  feed INTEGER NOT NULL,
  cs_id BLOB NOT NULL,
  bhash BLOB NOT NULL,
  seq INTEGER NOT NULL,
  outcome INTEGER NOT NULL,
  PRIMARY KEY (feed, cs_id)
) STRICT, WITHOUT ROWID;

-- How far each device's own count has come.
CREATE TABLE devpos (
  feed INTEGER NOT NULL,
  dev INTEGER NOT NULL,
  inc INTEGER NOT NULL,
  last_dseq INTEGER NOT NULL,
  PRIMARY KEY (feed, dev, inc)
) STRICT, WITHOUT ROWID;

-- Signed heads of the log.
CREATE TABLE head_sig (
  feed INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  epoch BLOB NOT NULL,
  chain BLOB NOT NULL,
  sig BLOB NOT NULL,
  PRIMARY KEY (feed, seq)
) STRICT, WITHOUT ROWID;

-- Which booking holds which five minutes of which resource (decision 11). Two bookings never hold one lane.
CREATE TABLE slot_claim (
  resource_id BLOB NOT NULL,
  cell INTEGER NOT NULL,
  lane INTEGER NOT NULL,
  appointment_id BLOB NOT NULL REFERENCES appointment (id) DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY (resource_id, cell, lane)
) STRICT, WITHOUT ROWID;

-- What was decided otherwise than its author meant, for the history or for a person to settle. kept and lost:
-- JSON values.
CREATE TABLE conflict (
  seq INTEGER NOT NULL,
  n INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  entity INTEGER NOT NULL,
  record_id BLOB NOT NULL,
  field INTEGER,
  kept TEXT,
  lost TEXT,
  other_seq INTEGER NOT NULL,
  other_id BLOB,
  needs_person INTEGER NOT NULL,
  settled_seq INTEGER,
  PRIMARY KEY (seq, n)
) STRICT, WITHOUT ROWID;

CREATE INDEX conflict_open ON conflict (needs_person) WHERE settled_seq IS NULL AND needs_person = 1;
CREATE INDEX conflict_record ON conflict (record_id);

-- The programs that write: this one's own row has is_self 1. hlc is the last clock reading it gave out.
CREATE TABLE device (
  dev INTEGER NOT NULL PRIMARY KEY,
  inc INTEGER NOT NULL,
  name TEXT NOT NULL,
  is_self INTEGER NOT NULL,
  hlc INTEGER NOT NULL,
  audit_seq INTEGER NOT NULL,
  audit_hash BLOB NOT NULL
) STRICT;

-- The audit: one chain a device (decision 12), written where the person acted. reason and before_after (the
-- old and new values as JSON) enter the chain by their hashes only, so that they can be cleared without
-- breaking it. Numbers of kind, role, action, result and entity: registries of src/model and src/feed.
-- What an entry does not have is NULL.
CREATE TABLE audit (
  dev INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  at_us INTEGER NOT NULL,
  mono_us INTEGER NOT NULL,
  boot_id BLOB,
  server_offset_ms INTEGER NOT NULL,
  staff_id BLOB,
  role INTEGER NOT NULL,
  second_staff_id BLOB,
  session_id BLOB,
  factors INTEGER NOT NULL,
  action INTEGER NOT NULL,
  entity INTEGER NOT NULL,
  object_id BLOB,
  patient_id BLOB,
  context_id BLOB,
  change_set_id BLOB,
  reason_code TEXT,
  reason_hash BLOB,
  result INTEGER NOT NULL,
  n_rows INTEGER NOT NULL,
  fields TEXT,
  values_hash BLOB,
  version TEXT,
  hash BLOB NOT NULL,
  reason TEXT,
  before_after TEXT,
  PRIMARY KEY (dev, seq)
) STRICT, WITHOUT ROWID;

-- Whatever belongs to a patient is found through the patient, everything else through the record itself.
CREATE INDEX audit_patient ON audit (patient_id) WHERE patient_id IS NOT NULL;
CREATE INDEX audit_object ON audit (object_id) WHERE patient_id IS NULL AND object_id IS NOT NULL;

CREATE TRIGGER audit_keep BEFORE DELETE ON audit
BEGIN
  SELECT RAISE (ABORT, 'the audit is append-only');
END;

CREATE TRIGGER audit_fixed BEFORE UPDATE OF dev, seq, kind, at_us, mono_us, boot_id, server_offset_ms,
  staff_id, role, second_staff_id, session_id, factors, action, entity, object_id, patient_id, context_id,
  change_set_id, reason_code, reason_hash, result, n_rows, fields, values_hash, version, hash ON audit
BEGIN
  SELECT RAISE (ABORT, 'the audit is append-only');
END;

CREATE TRIGGER audit_clear_only BEFORE UPDATE OF reason, before_after ON audit
  WHEN (NEW.reason IS NOT NULL AND NEW.reason IS NOT OLD.reason)
    OR (NEW.before_after IS NOT NULL AND NEW.before_after IS NOT OLD.before_after)
BEGIN
  SELECT RAISE (ABORT, 'the audit is append-only');
END;

-- Projection: a booking as the calendar draws it, all bookings of a week on neighbouring pages (goal C1).
-- flags: bits of UkeCardFlags in src/store/uke-card.h. texts: family and given name, their kana, patient number,
-- channel and note, a 0x1F between: one column costs a third of seven. The menu's name is looked up in memory.
CREATE TABLE appointment_card (
  clinic_id BLOB NOT NULL,
  starts_at_us INTEGER NOT NULL,
  id BLOB NOT NULL,
  patient_id BLOB,
  provider_id BLOB,
  chair_id BLOB,
  menu_id BLOB,
  length_min INTEGER,
  status TEXT,
  flags INTEGER NOT NULL,
  texts TEXT NOT NULL,
  visit_count INTEGER,
  arrived_at_us INTEGER,
  in_room_at_us INTEGER,
  paying_at_us INTEGER,
  done_at_us INTEGER,
  PRIMARY KEY (clinic_id, starts_at_us, id)
) STRICT, WITHOUT ROWID;

-- Projection: what the search memory is filled from, in kana order (goal S4: few columns, because each costs
-- as much to read as its bytes). sort_key is the folded kana, family and given with a space between; facts are
-- the bits of UkeSearchFlags and, from bit 8, the day of the last visit and one; body holds three parts with a
-- 0x1E between: the folded name; the patient number, birth date and phone numbers; the forms to show where
-- folding changed them (src/store/uke-search-row.h). Deleted and merged patients have no row.
CREATE TABLE patient_search (
  sort_key TEXT NOT NULL,
  patient_id BLOB NOT NULL,
  facts INTEGER NOT NULL,
  body TEXT NOT NULL,
  number_key TEXT,
  PRIMARY KEY (sort_key, patient_id)
) STRICT, WITHOUT ROWID;

-- Longer keys are greater numbers, so the last of all digits is the highest.
CREATE INDEX patient_search_number ON patient_search (length (number_key), number_key) WHERE number_key IS NOT NULL;
