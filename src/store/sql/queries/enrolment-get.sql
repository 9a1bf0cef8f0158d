-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- A device on its way in, as long as it is not over.
-- in: :id (id), :now_us (UTC microseconds)
-- out: id, dev, name, nonce, request, state, is_confirmed, certificate, expires_at_us
-- index: server_enrolment (id)
SELECT id, dev, name, nonce, request, state, is_confirmed, certificate, expires_at_us
  FROM server_enrolment
 WHERE id = :id AND expires_at_us > :now_us
