-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- The notes that one entry left on one record.
-- in: :seq (number of the entry), :record_id (id)
-- out: seq, n, kind, entity, record_id, field, kept, lost, other_seq, other_id, needs_person, settled_seq
-- index: conflict_record (record_id)
SELECT seq, n, kind, entity, record_id, field, kept, lost, other_seq, other_id, needs_person, settled_seq
  FROM conflict
 WHERE seq = :seq AND record_id = :record_id
 ORDER BY n
