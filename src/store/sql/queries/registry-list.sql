-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Every device of the server, by number: dozens.
-- in: -
-- out: dev, name, state, enrolled_at_us, expires_at_us, last_seen_us, shows_next, version, audit_seq
-- index: scan server_device, device (dev)
SELECT dev, name, state, enrolled_at_us, expires_at_us, last_seen_us, 0 AS shows_next, version,
       (SELECT coalesce(max(audit_seq), 0) FROM device WHERE device.dev = server_device.dev) AS audit_seq
  FROM server_device
 ORDER BY dev
