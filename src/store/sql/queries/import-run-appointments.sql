-- SPDX-FileCopyrightText: Uketsuke contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Bookings that an import run made.
-- in: :import_run_id (id)
-- out: id
-- index: appointment_import (import_run_id)
SELECT id FROM appointment WHERE import_run_id = :import_run_id AND del_seq IS NULL ORDER BY id
