-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- The code that is good: at most one is; used and old ones are few.
-- in: :now_us (UTC microseconds), :max_tries (count)
-- out: hash, salt, tries
-- index: scan enrol_code
SELECT hash, salt, tries
  FROM enrol_code
 WHERE used_by IS NULL AND expires_at_us > :now_us AND tries < :max_tries
