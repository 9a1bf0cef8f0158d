/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-db"

#include "db/uke-db-postgresql-private.h"

#include <libpq-fe.h>
#include <string.h>

/* SQLSTATEs, or their first two characters, and what can be done about them. The first that fits
 * counts. */
static const struct {
  const char *state;
  UkeDbError code;
} codes[] = {
  { "08", UKE_DB_ERROR_UNREACHABLE },    /* connection exception */
  { "23", UKE_DB_ERROR_CONSTRAINT },     /* integrity constraint violation */
  { "25006", UKE_DB_ERROR_READ_ONLY },   /* read-only transaction */
  { "25P03", UKE_DB_ERROR_UNREACHABLE }, /* idle in a transaction for too long: it is closed */
  { "28", UKE_DB_ERROR_UNREACHABLE },    /* not let in */
  { "3D000", UKE_DB_ERROR_NOT_FOUND },   /* no such database */
  { "3F000", UKE_DB_ERROR_NOT_FOUND },   /* no such schema */
  { "40", UKE_DB_ERROR_BUSY },           /* serialization failure, deadlock */
  { "42501", UKE_DB_ERROR_READ_ONLY },   /* insufficient privilege */
  { "53100", UKE_DB_ERROR_FULL },        /* disk full */
  { "53300", UKE_DB_ERROR_BUSY },        /* too many connections */
  { "54000", UKE_DB_ERROR_CONSTRAINT },  /* a text that is too long for an index */
  { "55P03", UKE_DB_ERROR_BUSY },        /* lock not available */
  { "55006", UKE_DB_ERROR_BUSY },        /* object in use */
  { "57014", UKE_DB_ERROR_BUSY },        /* took longer than statement_timeout */
  { "57P01", UKE_DB_ERROR_UNREACHABLE }, /* admin shutdown */
  { "57P02", UKE_DB_ERROR_UNREACHABLE }, /* crash shutdown */
  { "57P03", UKE_DB_ERROR_UNREACHABLE }, /* cannot connect now */
  { "58", UKE_DB_ERROR_IO },             /* the server's disk */
  { "P0001", UKE_DB_ERROR_CONSTRAINT },  /* a trigger of ours refuses */
  { "XX001", UKE_DB_ERROR_CORRUPT },     /* data corrupted */
  { "XX002", UKE_DB_ERROR_CORRUPT },     /* index corrupted */
};

static UkeDbError
translate_state (const char *state)
{
  for (size_t i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_str_has_prefix (state, codes[i].state))
      return codes[i].code;
  return UKE_DB_ERROR_FAILED;
}

static gboolean
was_stopped (UkePgLink *link, const char *state)
{
  return strcmp (state, "57014") == 0
         && (g_atomic_int_get (&link->is_interrupted) != 0
             || (link->cancellable != NULL && g_cancellable_is_cancelled (link->cancellable)));
}

/**
 * uke_pg_fail_link:
 * @link: a connection that does not answer any more
 * @doing: what was being done, for the message
 * @error: return location
 *
 * Returns: always %FALSE, so that a failing function can return it
 * Errors: UNREACHABLE
 * Thread: the owner of the connection
 */
gboolean
uke_pg_fail_link (UkePgLink *link, const char *doing, GError **error)
{
  g_autofree char *text = g_strdup (link->conn != NULL ? PQerrorMessage (link->conn) : "");

  g_strdelimit (text, "\n\t", ' ');
  g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_UNREACHABLE,
               "%s: the database server is not there: %s", doing, g_strstrip (text));
  return FALSE;
}

/**
 * uke_pg_fail_result:
 * @link: the connection
 * @result: (nullable): what the server answered
 * @doing: what was being done, for the message
 * @error: return location
 *
 * Translates the server's answer at the border of this layer. The server's own text is passed on
 * only where it speaks of our statements, columns and constraints: elsewhere it may quote what a
 * person has typed. Its detail always does, and is never taken.
 *
 * Returns: always %FALSE, so that a failing function can return it
 * Errors: every code of #UkeDbError but those of schema and key
 * Thread: the owner of the connection
 */
gboolean
uke_pg_fail_result (UkePgLink *link, const PGresult *result, const char *doing, GError **error)
{
  const char *state = result != NULL ? PQresultErrorField (result, PG_DIAG_SQLSTATE) : NULL;
  const char *text = result != NULL ? PQresultErrorField (result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
  gboolean is_ours;

  if (state == NULL && PQstatus (link->conn) != CONNECTION_OK)
    return uke_pg_fail_link (link, doing, error);
  if (state == NULL)
    state = "no state";
  is_ours = g_str_has_prefix (state, "23") || g_str_has_prefix (state, "57")
            || strcmp (state, "P0001") == 0 || strcmp (doing, "prepare") == 0;
  if (was_stopped (link, state)) {
    g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_CANCELLED, "%s: stopped", doing);
    return FALSE;
  }
  g_set_error (error, UKE_DB_ERROR, translate_state (state), "%s: %s (%s)", doing,
               is_ours && text != NULL ? text : "the server refuses", state);
  return FALSE;
}
