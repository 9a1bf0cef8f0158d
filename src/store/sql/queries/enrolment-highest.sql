-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- The highest number that any device ever had.
-- in: -
-- out: dev
-- index: device (dev), server_device (dev), server_enrolment (dev), scan devpos
SELECT coalesce (max (dev), 0) AS dev
  FROM (SELECT max (dev) AS dev FROM device
        UNION ALL SELECT max (dev) FROM server_device
        UNION ALL SELECT max (dev) FROM server_enrolment
        UNION ALL SELECT max (dev) FROM devpos) AS every
