-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- How many entries the authority took since a moment that are not of one device. Its clock gives the times, so they
-- grow with seq: from the newest back to the first that is older, and no further.
-- in: :dev, :since_us
-- out: n
-- index: flog_pkey (feed, seq)
SELECT count (*) AS n
  FROM flog
 WHERE feed = 1 AND dev <> :dev
   AND seq > coalesce ((SELECT seq FROM flog WHERE feed = 1 AND at_us < :since_us ORDER BY seq DESC LIMIT 1), 0)
