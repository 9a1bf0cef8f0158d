-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- The notes on one record that wait for a person, of entries before one. "+": all that waits may be thousands, and its
-- index must not be taken for the record's.
-- in: :record_id (id), :before_seq (number of the entry)
-- out: seq, n, kind, field
-- index: conflict_record (record_id)
SELECT seq, n, kind, field
  FROM conflict
 WHERE record_id = :record_id AND +needs_person = 1 AND settled_seq IS NULL AND seq < :before_seq
