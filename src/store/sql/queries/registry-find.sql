-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Which device has a certificate: the one it shows, or the one it was renewed to.
-- in: :fingerprint (SHA-256)
-- out: dev, name, state, enrolled_at_us, expires_at_us, last_seen_us, shows_next, version, audit_seq
-- index: server_device_fingerprint (fingerprint), server_device_next (next_fingerprint)
SELECT dev, name, state, enrolled_at_us, expires_at_us, last_seen_us, 0 AS shows_next, version,
       0 AS audit_seq
  FROM server_device
 WHERE fingerprint = :fingerprint
UNION ALL
SELECT dev, name, state, enrolled_at_us, next_expires_at_us, last_seen_us, 1 AS shows_next, version,
       0 AS audit_seq
  FROM server_device
 WHERE next_fingerprint = :fingerprint AND next_fingerprint IS NOT NULL
