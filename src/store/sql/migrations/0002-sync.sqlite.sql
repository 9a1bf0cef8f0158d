-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What several desks and one server need (doc/wire.md). A clinic without a server has these tables empty.

-- What an entry did, in JSON, where it was not applied as meant; its hash is effect_hash.
ALTER TABLE flog ADD COLUMN effect BLOB;

-- When the last backup was verified; 0 for never. What it holds is backup_seq.
ALTER TABLE feed ADD COLUMN backup_at_us INTEGER NOT NULL DEFAULT 0;

-- Entries from before, whose effect was not kept, are not handed on.
UPDATE feed SET min_seq = 1 + coalesce ((SELECT max (seq) FROM flog WHERE effect_hash IS NOT NULL), 0);

-- What somebody did about what was decided otherwise than its author meant. choice: stands other both handed.
CREATE TABLE conflict_settlement (
  id BLOB NOT NULL PRIMARY KEY,
  change_set_id BLOB,
  record_id BLOB,
  choice TEXT,
  staff_id BLOB REFERENCES staff (id) DEFERRABLE INITIALLY DEFERRED,
  assigned_staff_id BLOB REFERENCES staff (id) DEFERRABLE INITIALLY DEFERRED,
  at_us INTEGER,
  cver INTEGER NOT NULL,
  rver INTEGER NOT NULL,
  fv BLOB NOT NULL,
  del_seq INTEGER,
  ext BLOB
) STRICT;

CREATE INDEX conflict_settlement_record ON conflict_settlement (record_id);

-- The desk's side, one row once it has joined a server. The base rows stand at feed.seq; sig is the server's
-- signature of that place. durable: what the server said is in a verified backup. offset_us: the server's clock
-- less this one's. own_seq: entries up to this one were made before the desk joined, so that the server may not have
-- them; 0 once that is settled.
CREATE TABLE replica (
  one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
  public_key BLOB NOT NULL,
  sig BLOB,
  durable INTEGER NOT NULL,
  last_contact_us INTEGER NOT NULL,
  offset_us INTEGER NOT NULL,
  own_seq INTEGER NOT NULL
) STRICT;

-- Change-sets that the server may not have. n gives their order. cap: UKE_NO_CAP, or the last entry that the
-- history they were made in shares with this one. state: 0 queued, 1 sent, 2 acknowledged as ack_seq, 3 refused. reason: why
-- it was, in the server's words.
CREATE TABLE outbox (
  n INTEGER NOT NULL PRIMARY KEY,
  cs_id BLOB NOT NULL UNIQUE,
  dseq INTEGER NOT NULL,
  body BLOB NOT NULL,
  cap INTEGER NOT NULL,
  state INTEGER NOT NULL,
  ack_seq INTEGER NOT NULL,
  made_at_us INTEGER NOT NULL,
  reason TEXT NOT NULL DEFAULT ''
) STRICT;

-- Own change-sets that the server has, kept until they are in a verified backup for a week. cap: as in outbox.
CREATE TABLE retained (
  cs_id BLOB NOT NULL PRIMARY KEY,
  epoch BLOB NOT NULL,
  seq INTEGER NOT NULL,
  cap INTEGER NOT NULL,
  body BLOB NOT NULL,
  seen_at_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX retained_seq ON retained (seq);

-- The base of a row that a waiting change-set touches: NULL where there is none in the base. claims: those of a
-- booking. touched: the fields that waiting change-sets have set, bit n for position n. Versions of the row are
-- those of the base (src/store/uke-shadow.h).
CREATE TABLE shadow (
  entity INTEGER NOT NULL,
  id BLOB NOT NULL,
  base BLOB,
  claims BLOB,
  touched INTEGER NOT NULL,
  PRIMARY KEY (entity, id)
) STRICT, WITHOUT ROWID;

-- How far this device's own audit is known to be at the server.
CREATE TABLE audit_sent (
  one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
  seq INTEGER NOT NULL
) STRICT;

-- What other devices did to the records of patients, for people to read (src/store/uke-history-store.h).
-- before_after as in the audit, and erased with it.
CREATE TABLE other_change (
  cs_id BLOB NOT NULL,
  n INTEGER NOT NULL,
  at_us INTEGER NOT NULL,
  dev INTEGER NOT NULL,
  staff_id BLOB NOT NULL,
  intent INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  entity INTEGER NOT NULL,
  record_id BLOB NOT NULL,
  patient_id BLOB NOT NULL,
  before_after TEXT,
  PRIMARY KEY (cs_id, n)
) STRICT, WITHOUT ROWID;

CREATE INDEX other_change_patient ON other_change (patient_id, at_us, n);

-- Sums of row hashes by bucket, of base rows (doc/wire.md, Digest); bucket 4096 is the sum of all. Empty without a
-- server; a row of entity 0 says that they are kept.
CREATE TABLE digest (
  entity INTEGER NOT NULL,
  bucket INTEGER NOT NULL,
  sum BLOB NOT NULL,
  PRIMARY KEY (entity, bucket)
) STRICT, WITHOUT ROWID;

-- The server's register of devices. state: 0 enrolled, 1 revoked. fingerprint: SHA-256 of the certificate; next_:
-- of the one that it was renewed to, until the device shows that one for the first time. reported: the epoch in
-- which it had nothing waiting any more. version: of the program that last said hello.
CREATE TABLE server_device (
  dev INTEGER NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  fingerprint BLOB NOT NULL,
  state INTEGER NOT NULL,
  enrolled_at_us INTEGER NOT NULL,
  expires_at_us INTEGER NOT NULL,
  last_seen_us INTEGER NOT NULL,
  last_inc INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  next_fingerprint BLOB,
  next_expires_at_us INTEGER,
  reported BLOB,
  version TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE UNIQUE INDEX server_device_fingerprint ON server_device (fingerprint);
CREATE UNIQUE INDEX server_device_next ON server_device (next_fingerprint) WHERE next_fingerprint IS NOT NULL;

-- Codes with which a device may join, by their salted hash; each is good once.
CREATE TABLE enrol_code (
  hash BLOB NOT NULL PRIMARY KEY,
  salt BLOB NOT NULL,
  made_at_us INTEGER NOT NULL,
  expires_at_us INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  used_by INTEGER
) STRICT, WITHOUT ROWID;

-- Devices on their way in (doc/enrolment.md). state: 0 waits, 1 accepted, 2 refused. is_confirmed: the person
-- before the desk has compared the words. certificate: what was issued, handed out once both sides agree.
CREATE TABLE server_enrolment (
  id BLOB NOT NULL PRIMARY KEY,
  dev INTEGER NOT NULL UNIQUE,
  name TEXT NOT NULL,
  nonce BLOB NOT NULL,
  request TEXT NOT NULL,
  state INTEGER NOT NULL,
  is_confirmed INTEGER NOT NULL,
  certificate TEXT,
  fingerprint BLOB,
  certificate_to_us INTEGER,
  made_at_us INTEGER NOT NULL,
  expires_at_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;


-- Times that are kept for one device (sync.md 2.10).
CREATE TABLE slot_hold (
  id BLOB NOT NULL PRIMARY KEY,
  dev INTEGER NOT NULL,
  resource_id BLOB NOT NULL,
  from_us INTEGER NOT NULL,
  to_us INTEGER NOT NULL,
  until_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX slot_hold_resource ON slot_hold (resource_id, from_us);

-- The desk's own leases, and what was booked in them (src/store/uke-lease-store.h). ends_us: by the clock that runs
-- as long as boot_id is the same; noted_at_us: wall clock.
CREATE TABLE lease (
  id BLOB NOT NULL PRIMARY KEY,
  resource_id BLOB NOT NULL,
  from_us INTEGER NOT NULL,
  to_us INTEGER NOT NULL,
  ends_us INTEGER NOT NULL,
  boot_id TEXT NOT NULL,
  noted_at_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE lease_use (
  lease_id BLOB NOT NULL,
  appointment_id BLOB NOT NULL,
  from_us INTEGER NOT NULL,
  to_us INTEGER NOT NULL,
  is_certain INTEGER NOT NULL,
  PRIMARY KEY (lease_id, appointment_id)
) STRICT, WITHOUT ROWID;

-- What devices that were shut out still had to send, until somebody decides over it (src/store/uke-quarantine.h).
CREATE TABLE quarantine (
  dev INTEGER NOT NULL,
  cs_id BLOB NOT NULL,
  n INTEGER NOT NULL,
  inc INTEGER NOT NULL,
  cap INTEGER NOT NULL,
  received_at_us INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (dev, cs_id)
) STRICT, WITHOUT ROWID;
