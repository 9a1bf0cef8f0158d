-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Calls made since a time, for the day's progress.
-- in: :since_us (UTC microseconds)
-- out: id
-- index: call_attempt_time (started_at_us)
SELECT id FROM call_attempt WHERE started_at_us >= :since_us AND del_seq IS NULL ORDER BY started_at_us, id
