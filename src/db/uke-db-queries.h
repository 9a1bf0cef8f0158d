/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db-types.h"

G_BEGIN_DECLS

/**
 * Queries are SQL files in a GResource, named without their ending: for the path
 * `/org/uketsuke/Uketsuke/store/queries/patient-get` an SQLite connection takes
 * `patient-get.sqlite.sql` when there is one, else `patient-get.sql`; PostgreSQL `.pg.sql`.
 *
 * A query file opens with a comment of which three lines are read by machines
 * (in either case; uke_db_query_verify() holds the statement to them):
 *
 * |[
 * -- One patient by id.
 * -- in: :patient_id (id)
 * -- out: patient_id, family_name, given_name
 * -- index: patient (patient_id)
 * ]|
 *
 * `in:` lists every parameter in the order of first appearance, each with its unit in parentheses,
 * `out:` every column in order, `index:` what keeps it from reading whole tables. An empty list is
 * written `-`. A list goes on in the next comment line when it ends in a comma. Where reading all
 * of a table or of a part of the query is meant, `index:` says so as `scan NAME`.
 */

const char *uke_db_query_text (UkeDbDialect dialect,
                               const char *path,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
UkeStmt *
uke_db_prepare_query (UkeDb *db, const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean
uke_db_query_verify (UkeDb *db, const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GStrv uke_db_query_list (UkeDbDialect dialect,
                         const char *folder,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
GStrv
uke_db_query_full_scans (UkeDb *db, const char *sql, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
