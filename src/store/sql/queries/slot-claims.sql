-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who holds the five-minute cells of a resource.
-- in: :resource_id (id), :first_cell (cell), :end_cell (cell, not included)
-- out: cell, lane, appointment_id
-- index: slot_claim (resource_id, cell, lane)
SELECT cell, lane, appointment_id
  FROM slot_claim
 WHERE resource_id = :resource_id AND cell >= :first_cell AND cell < :end_cell
 ORDER BY cell, lane
