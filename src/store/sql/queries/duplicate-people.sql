-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Everybody with what they are compared by, to find who is registered twice; those who were merged into others aside.
-- in: -
-- out: id, family_name, given_name, family_kana, given_kana, birth_date, sex, is_provisional, import_run_id, cver
-- index: scan patient, each once
SELECT id, family_name, given_name, family_kana, given_kana, birth_date, sex, is_provisional, import_run_id, cver
  FROM patient
 WHERE del_seq IS NULL AND merged_into_id IS NULL
