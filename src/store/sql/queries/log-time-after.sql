-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- When the first entry behind a place in the log was taken, by the clock of the authority, UTC microseconds.
-- in: :seq
-- out: at_us
-- index: flog_pkey (feed, seq)
SELECT at_us FROM flog WHERE feed = 1 AND seq > :seq ORDER BY seq LIMIT 1
