-- SPDX-License-Identifier: GPL-3.0-or-later
-- The engine in use.
-- in: -
-- out: engine
-- index: none, it reads no table
SELECT 'sqlite' AS engine
