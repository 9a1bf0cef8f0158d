-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What several desks and one server need (doc/wire.md). A clinic without a server has these tables empty.
--
-- In PostgreSQL's words: the tables and columns of 0002-sync.sqlite.sql in their order.

-- What an entry did, in JSON, where it was not applied as meant; its hash is effect_hash.
ALTER TABLE flog ADD COLUMN effect BYTEA;

-- When the last backup was verified; 0 for never. What it holds is backup_seq.
ALTER TABLE feed ADD COLUMN backup_at_us BIGINT NOT NULL DEFAULT 0;

-- Entries from before, whose effect was not kept, are not handed on.
UPDATE feed SET min_seq = 1 + coalesce ((SELECT max (seq) FROM flog WHERE effect_hash IS NOT NULL), 0);

-- What somebody did about what was decided otherwise than its author meant. choice: stands other both handed.
CREATE TABLE conflict_settlement (
  id BYTEA NOT NULL PRIMARY KEY,
  change_set_id BYTEA,
  record_id BYTEA,
  choice TEXT COLLATE "C",
  staff_id BYTEA REFERENCES staff (id) DEFERRABLE INITIALLY DEFERRED,
  assigned_staff_id BYTEA REFERENCES staff (id) DEFERRABLE INITIALLY DEFERRED,
  at_us BIGINT,
  cver BIGINT NOT NULL,
  rver BIGINT NOT NULL,
  fv BYTEA NOT NULL,
  del_seq BIGINT,
  ext BYTEA
);

CREATE INDEX conflict_settlement_record ON conflict_settlement (record_id);

-- The desk's side, one row once it has joined a server. The base rows stand at feed.seq; sig is the server's
-- signature of that place. durable: what the server said is in a verified backup. offset_us: the server's clock
-- less this one's. own_seq: entries up to this one were made before the desk joined, so that the server may not have
-- them; 0 once that is settled.
CREATE TABLE replica (
  one BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
  public_key BYTEA NOT NULL,
  sig BYTEA,
  durable BIGINT NOT NULL,
  last_contact_us BIGINT NOT NULL,
  offset_us BIGINT NOT NULL,
  own_seq BIGINT NOT NULL
);

-- Change-sets that the server may not have. n gives their order. cap: UKE_NO_CAP, or the last entry that the
-- history they were made in shares with this one. state: 0 queued, 1 sent, 2 acknowledged as ack_seq, 3 refused. reason: why
-- it was, in the server's words.
CREATE TABLE outbox (
  n BIGINT NOT NULL PRIMARY KEY,
  cs_id BYTEA NOT NULL UNIQUE,
  dseq BIGINT NOT NULL,
  body BYTEA NOT NULL,
  cap BIGINT NOT NULL,
  state BIGINT NOT NULL,
  ack_seq BIGINT NOT NULL,
  made_at_us BIGINT NOT NULL,
  reason TEXT COLLATE "C" NOT NULL DEFAULT ''
);

-- Own change-sets that the server has, kept until they are in a verified backup for a week. cap: as in outbox.
CREATE TABLE retained (
  cs_id BYTEA NOT NULL PRIMARY KEY,
  epoch BYTEA NOT NULL,
  seq BIGINT NOT NULL,
  cap BIGINT NOT NULL,
  body BYTEA NOT NULL,
  seen_at_us BIGINT NOT NULL
);

CREATE INDEX retained_seq ON retained (seq);

-- The base of a row that a waiting change-set touches: NULL where there is none in the base. claims: those of a
-- booking. touched: the fields that waiting change-sets have set, bit n for position n. Versions of the row are
-- those of the base (src/store/uke-shadow.h).
CREATE TABLE shadow (
  entity BIGINT NOT NULL,
  id BYTEA NOT NULL,
  base BYTEA,
  claims BYTEA,
  touched BIGINT NOT NULL,
  PRIMARY KEY (entity, id)
);

-- How far this device's own audit is known to be at the server.
CREATE TABLE audit_sent (
  one BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
  seq BIGINT NOT NULL
);

-- What other devices did to the records of patients, for people to read (src/store/uke-history-store.h).
-- before_after as in the audit, and erased with it.
CREATE TABLE other_change (
  cs_id BYTEA NOT NULL,
  n BIGINT NOT NULL,
  at_us BIGINT NOT NULL,
  dev BIGINT NOT NULL,
  staff_id BYTEA NOT NULL,
  intent BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  entity BIGINT NOT NULL,
  record_id BYTEA NOT NULL,
  patient_id BYTEA NOT NULL,
  before_after TEXT COLLATE "C",
  PRIMARY KEY (cs_id, n)
);

CREATE INDEX other_change_patient ON other_change (patient_id, at_us, n);

-- Sums of row hashes by bucket, of base rows (doc/wire.md, Digest); bucket 4096 is the sum of all. Empty without a
-- server; a row of entity 0 says that they are kept.
CREATE TABLE digest (
  entity BIGINT NOT NULL,
  bucket BIGINT NOT NULL,
  sum BYTEA NOT NULL,
  PRIMARY KEY (entity, bucket)
);

-- The server's register of devices. state: 0 enrolled, 1 revoked. fingerprint: SHA-256 of the certificate; next_:
-- of the one that it was renewed to, until the device shows that one for the first time. reported: the epoch in
-- which it had nothing waiting any more. version: of the program that last said hello.
CREATE TABLE server_device (
  dev BIGINT NOT NULL PRIMARY KEY,
  name TEXT COLLATE "C" NOT NULL,
  fingerprint BYTEA NOT NULL,
  state BIGINT NOT NULL,
  enrolled_at_us BIGINT NOT NULL,
  expires_at_us BIGINT NOT NULL,
  last_seen_us BIGINT NOT NULL,
  last_inc BIGINT NOT NULL,
  last_seq BIGINT NOT NULL,
  next_fingerprint BYTEA,
  next_expires_at_us BIGINT,
  reported BYTEA,
  version TEXT COLLATE "C" NOT NULL DEFAULT ''
);

CREATE UNIQUE INDEX server_device_fingerprint ON server_device (fingerprint);
CREATE UNIQUE INDEX server_device_next ON server_device (next_fingerprint) WHERE next_fingerprint IS NOT NULL;

-- Codes with which a device may join, by their salted hash; each is good once.
CREATE TABLE enrol_code (
  hash BYTEA NOT NULL PRIMARY KEY,
  salt BYTEA NOT NULL,
  made_at_us BIGINT NOT NULL,
  expires_at_us BIGINT NOT NULL,
  tries BIGINT NOT NULL,
  used_by BIGINT
);

-- Devices on their way in (doc/enrolment.md). state: 0 waits, 1 accepted, 2 refused. is_confirmed: the person
-- before the desk has compared the words. certificate: what was issued, handed out once both sides agree.
CREATE TABLE server_enrolment (
  id BYTEA NOT NULL PRIMARY KEY,
  dev BIGINT NOT NULL UNIQUE,
  name TEXT COLLATE "C" NOT NULL,
  nonce BYTEA NOT NULL,
  request TEXT COLLATE "C" NOT NULL,
  state BIGINT NOT NULL,
  is_confirmed BIGINT NOT NULL,
  certificate TEXT COLLATE "C",
  fingerprint BYTEA,
  certificate_to_us BIGINT,
  made_at_us BIGINT NOT NULL,
  expires_at_us BIGINT NOT NULL
);


-- Times that are kept for one device (sync.md 2.10).
CREATE TABLE slot_hold (
  id BYTEA NOT NULL PRIMARY KEY,
  dev BIGINT NOT NULL,
  resource_id BYTEA NOT NULL,
  from_us BIGINT NOT NULL,
  to_us BIGINT NOT NULL,
  until_us BIGINT NOT NULL
);

CREATE INDEX slot_hold_resource ON slot_hold (resource_id, from_us);

-- The desk's own leases, and what was booked in them (src/store/uke-lease-store.h). ends_us: by the clock that runs
-- as long as boot_id is the same; noted_at_us: wall clock.
CREATE TABLE lease (
  id BYTEA NOT NULL PRIMARY KEY,
  resource_id BYTEA NOT NULL,
  from_us BIGINT NOT NULL,
  to_us BIGINT NOT NULL,
  ends_us BIGINT NOT NULL,
  boot_id TEXT COLLATE "C" NOT NULL,
  noted_at_us BIGINT NOT NULL
);

CREATE TABLE lease_use (
  lease_id BYTEA NOT NULL,
  appointment_id BYTEA NOT NULL,
  from_us BIGINT NOT NULL,
  to_us BIGINT NOT NULL,
  is_certain BIGINT NOT NULL,
  PRIMARY KEY (lease_id, appointment_id)
);

-- What devices that were shut out still had to send, until somebody decides over it (src/store/uke-quarantine.h).
CREATE TABLE quarantine (
  dev BIGINT NOT NULL,
  cs_id BYTEA NOT NULL,
  n BIGINT NOT NULL,
  inc BIGINT NOT NULL,
  cap BIGINT NOT NULL,
  received_at_us BIGINT NOT NULL,
  body BYTEA NOT NULL,
  PRIMARY KEY (dev, cs_id)
);
