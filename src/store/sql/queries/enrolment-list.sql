-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- The devices that wait for the administrator: of hundreds at most.
-- in: :now_us (UTC microseconds)
-- out: id, dev, name, nonce, request, state, is_confirmed, certificate, expires_at_us
-- index: scan server_enrolment
SELECT id, dev, name, nonce, request, state, is_confirmed, certificate, expires_at_us
  FROM server_enrolment
 WHERE state = 0 AND expires_at_us > :now_us
 ORDER BY dev
