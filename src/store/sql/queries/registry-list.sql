-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Every device of the server, by number: dozens.
-- in: -
-- out: dev, name, state, enrolled_at_us, expires_at_us, last_seen_us, shows_next, version
-- index: scan server_device
SELECT dev, name, state, enrolled_at_us, expires_at_us, last_seen_us, 0 AS shows_next, version
  FROM server_device
 ORDER BY dev
