/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "server/ukes-backups.h"

#include "clinic/uke-clinic-store.h"
#include "db/uke-db-backup.h"
#include "server/ukes-log.h"
#include "server/ukes-request-private.h"
#include "store/uke-authority.h"
#include "vault/uke-vault-error.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define FIRST_LOOK_S 30
#define LOOK_S 600
#define HOUR_US (3600 * (int64_t)G_USEC_PER_SEC)
#define MAX_BODY 8192
#define PREFIX "uketsuke-"
#define SUFFIX ".db"
#define BAD ".bad"

struct _UkesBackups {
  UkesServer *server; /* (not owned): outlives it */
  char *folder;       /* (owned) */
  unsigned look;
  int is_busy; /* atomic: one copy at a time */
};

/* uketsuke-20260401-021500.db: by name is by age. */
static char *
make_name (int64_t now_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (now_us / G_USEC_PER_SEC);

  return g_date_time_format (time, PREFIX "%Y%m%d-%H%M%S" SUFFIX);
}

static int
compare_newest_first (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *)b, *(char *const *)a);
}

/* The newest stay; what did not pass its check is no backup and counts for nothing. */
static void
remove_older (const UkesBackups *self)
{
  const UkesConfig *config = ukes_server_get_config (self->server);
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, PREFIX) && g_str_has_suffix (name, SUFFIX))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_newest_first);
  for (unsigned i = config->backup_keep; i < names->len; i++) {
    g_autofree char *path = g_build_filename (self->folder, names->pdata[i], NULL);

    g_unlink (path);
  }
}

/* A file's own journal, which looking at it has made. */
static void
remove_beside (const char *path)
{
  static const char *const beside[] = { "-wal", "-shm" };

  for (unsigned i = 0; i < G_N_ELEMENTS (beside); i++) {
    g_autofree char *name = g_strconcat (path, beside[i], NULL);

    g_unlink (name);
  }
}

static gboolean
verify_file (UkesBackups *self,
             UkeDb *db,
             const char *path,
             int64_t *out_seq,
             GPtrArray *problems,
             GError **error)
{
  const UkesKeys *keys = ukes_server_get_keys (self->server);
  const UkeDbConfig config
      = { .path = path, .key = uke_secret_peek (keys->data_key), .read_only = TRUE };
  g_autoptr (UkeDb) copy = uke_db_open (&config, error);
  gboolean is_looked_at
      = copy != NULL && uke_authority_verify_copy (db, copy, out_seq, problems, NULL, error);

  g_clear_pointer (&copy, uke_db_free);
  remove_beside (path);
  return is_looked_at;
}

static UkesAnswer *
answer_unverified (const GPtrArray *problems)
{
  ukes_log (UKES_EVENT_BACKUP_FAILED, UKES_NUM (COUNT, problems->len));
  return ukes_answer_new_json (500, json_pack ("{s:s, s:s}", "error", "not_verified", "message",
                                               (const char *)problems->pdata[0]));
}

static UkesAnswer *
answer_verified (int64_t seq, const char *path)
{
  json_t *root = json_pack ("{s:I}", "seq", (json_int_t)seq);

  if (path != NULL)
    json_object_set_new (root, "path", json_string (path));
  return ukes_answer_new_json (200, root);
}

/* Under another name until it was looked at. */
static UkesAnswer *
make_copy (UkesBackups *self, UkeDb *db, const char *path, GError **error)
{
  const UkesKeys *keys = ukes_server_get_keys (self->server);
  g_autofree char *unseen = g_strconcat (path, BAD, NULL);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  int64_t seq = 0;

  if (!uke_db_backup (db, unseen, uke_secret_peek (keys->data_key), NULL, NULL, NULL, error)
      || !verify_file (self, db, unseen, &seq, problems, error))
    return NULL;
  if (problems->len > 0)
    return answer_unverified (problems);
  if (g_rename (unseen, path) != 0) {
    uke_vault_error_set_from_errno (error, errno, "naming the backup");
    return NULL;
  }
  return answer_verified (seq, path);
}

/* Where a copy goes: to the file that was said, into the folder that was said, or into our own. */
static char *
find_place (UkesBackups *self, const char *to, int64_t now_us)
{
  g_autofree char *name = make_name (now_us);

  if (to != NULL && !g_file_test (to, G_FILE_TEST_IS_DIR))
    return g_strdup (to);
  if (to == NULL)
    g_mkdir_with_parents (self->folder, 0700);
  return g_build_filename (to != NULL ? to : self->folder, name, NULL);
}

static gboolean
is_due (UkesBackups *self, UkeDb *db, int64_t now_us, gboolean *out_is, GError **error)
{
  const UkesConfig *config = ukes_server_get_config (self->server);
  int64_t seq, at_us;

  if (!uke_authority_get_backup (db, &seq, &at_us, error))
    return FALSE;
  *out_is = now_us - at_us >= config->backup_hours * HOUR_US || at_us > now_us;
  return TRUE;
}

/* POST /backup: {"to":PATH}, or {"due":true} for one of its own when the last is old enough. */
static UkesAnswer *
back_up (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  UkesBackups *self = owner;
  int64_t now_us = ukes_request_get_now_us (request);
  json_t *body = ukes_request_read_json (request, NULL);
  const char *to = json_string_value (json_object_get (body, "to"));
  g_autofree char *path = NULL;
  gboolean waits_for_age = json_is_true (json_object_get (body, "due")), is_wanted = TRUE;
  UkesAnswer *answer = NULL;

  if (ukes_server_get_config (self->server)->database != NULL) {
    json_decref (body);
    return ukes_answer_new_refusal (409, "other_engine", "copies of PostgreSQL are its host's");
  }
  if (!g_atomic_int_compare_and_exchange (&self->is_busy, FALSE, TRUE)) {
    json_decref (body);
    return ukes_answer_new_refusal (409, "busy", "another copy is being made");
  }
  path = find_place (self, to, now_us);
  if (waits_for_age && !is_due (self, db, now_us, &is_wanted, error))
    is_wanted = FALSE;
  else if (is_wanted)
    answer = make_copy (self, db, path, error);
  else
    answer = ukes_answer_new_json (200, json_object ());
  g_atomic_int_set (&self->is_busy, FALSE);
  json_decref (body);
  return answer;
}

/* Which database a connection is in, so that the data in use do not pass for their own backup. */
static char *
identify (UkeDb *db, GError **error)
{
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare (db,
                        "SELECT CAST (pg_postmaster_start_time () AS TEXT) || ' ' || "
                        "current_database () || ' ' || current_schema ()",
                        error);

  return stmt != NULL && uke_stmt_step_row (stmt, error) ? uke_stmt_dup_text (stmt, 0) : NULL;
}

static UkesAnswer *
verify_restored (UkeDb *db, const char *uri, const char *schema, GError **error)
{
  const UkeDbConfig config = { .uri = uri, .schema = schema, .read_only = TRUE };
  g_autoptr (UkeDb) copy = uke_db_open (&config, error);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *ours = NULL, *theirs = NULL;
  int64_t seq = 0;

  if (copy == NULL)
    return NULL;
  ours = identify (db, error);
  theirs = ours != NULL ? identify (copy, error) : NULL;
  if (theirs == NULL)
    return NULL;
  if (g_str_equal (ours, theirs))
    return ukes_answer_new_refusal (409, "same_database", "that is the database in use");
  if (!uke_authority_verify_copy (db, copy, &seq, problems, NULL, error))
    return NULL;
  return problems->len > 0 ? answer_unverified (problems) : answer_verified (seq, NULL);
}

/* POST /backup/verified: {"database":URI,"schema":NAME}: where a dump was restored to. */
static UkesAnswer *
back_up_verified (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  UkesBackups *self = owner;
  json_t *body = ukes_request_read_json (request, NULL);
  const char *uri = json_string_value (json_object_get (body, "database"));
  const char *schema = json_string_value (json_object_get (body, "schema"));
  UkesAnswer *answer = NULL;

  if (ukes_server_get_config (self->server)->database == NULL)
    answer = ukes_answer_new_refusal (409, "other_engine", "this server has an encrypted file");
  else if (uri == NULL || schema == NULL || !uke_db_schema_is_valid (schema))
    answer = ukes_answer_new_refusal (400, "malformed", "not a database and its schema");
  else
    answer = verify_restored (db, uri, schema, error);
  json_decref (body);
  return answer;
}

/** Verified: what a backup that passed holds, and since when that is known. */
typedef struct {
  int64_t seq, now_us;
} Verified;

static gpointer
keep_verified (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  const Verified *verified = data;

  return uke_authority_set_backup (db, verified->seq, verified->now_us, error) ? data : NULL;
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (uke_db_pool_write_finish (UKE_DB_POOL (source), result, &error) == NULL)
    ukes_log (UKES_EVENT_STORE_FAILED, UKES_CODE (ROUTE, "backup"),
              UKES_NUM (COUNT, error != NULL ? error->code : 0));
}

static void
show_verified (UkesBackups *self, int64_t at_us)
{
  ukes_metrics_set (ukes_server_get_metrics (self->server), "uketsuke_backup_verified_seconds",
                    at_us / G_USEC_PER_SEC);
}

/* Only now may desks let go of what is in it. */
static void
after_verifying (const UkesRequest *request, const UkesAnswer *answer, gpointer owner)
{
  UkesBackups *self = owner;
  json_t *root = json_loadb (g_bytes_get_data (answer->body, NULL), g_bytes_get_size (answer->body),
                             0, NULL);
  const json_t *seq = json_object_get (root, "seq");
  Verified verified = { json_integer_value (seq), ukes_request_get_now_us (request) };

  if (seq != NULL) {
    uke_db_pool_write_async (uke_clinic_get_pool (ukes_server_get_clinic (self->server)),
                             keep_verified, g_memdup2 (&verified, sizeof verified), g_free, NULL,
                             NULL, kept_cb, NULL);
    show_verified (self, verified.now_us);
    ukes_log (UKES_EVENT_BACKUP_VERIFIED, UKES_NUM (COUNT, verified.seq));
    remove_older (self);
  }
  json_decref (root);
}

static const UkesRoute routes[] = {
  { "backup", UKES_LISTENER_CONTROL, "POST", "/backup", MAX_BODY, UKES_WORK_READ, back_up,
    after_verifying },
  { "backup_verified", UKES_LISTENER_CONTROL, "POST", "/backup/verified", MAX_BODY, UKES_WORK_READ,
    back_up_verified, after_verifying },
};

static void
looked_cb (UkesRequest *request, const UkesAnswer *answer, gpointer data)
{
  UkesBackups *self = data;

  if (answer->status != 200 && answer->status != 409)
    ukes_metrics_count (ukes_server_get_metrics (self->server), "uketsuke_backup_failures_total");
}

static gboolean
look_cb (gpointer data)
{
  UkesBackups *self = data;
  UkesRequest *request = ukes_request_new (UKES_LISTENER_CONTROL, "POST", "/backup");

  g_bytes_unref (request->body);
  request->body = g_bytes_new_static ("{\"due\":true}", strlen ("{\"due\":true}"));
  ukes_router_ask (ukes_server_get_router (self->server), request, looked_cb, self);
  self->look = g_timeout_add_seconds (LOOK_S, look_cb, self);
  return G_SOURCE_REMOVE;
}

static gpointer
read_last (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Verified *last = data;

  return uke_authority_get_backup (db, &last->seq, &last->now_us, error) ? data : NULL;
}

/**
 * ukes_backups_new:
 * @server: a server whose clinic is open
 * @error: return location
 *
 * Adds its routes to the server's router.
 *
 * Returns: (transfer full): the server's backups
 * Errors: those of the store
 * Thread: main
 */
UkesBackups *
ukes_backups_new (UkesServer *server, GError **error)
{
  const UkesConfig *config = ukes_server_get_config (server);
  Verified last = { 0 };
  UkesBackups *self;

  if (uke_db_pool_read_sync (uke_clinic_get_pool (ukes_server_get_clinic (server)), read_last,
                             &last, NULL, error)
      == NULL)
    return NULL;
  self = g_new0 (UkesBackups, 1);
  self->server = server;
  self->folder = config->backup_dir != NULL ? g_strdup (config->backup_dir)
                                            : ukes_config_get_path (config, "backups");
  show_verified (self, last.now_us);
  ukes_router_add (ukes_server_get_router (server), routes, G_N_ELEMENTS (routes), self);
  return self;
}

/**
 * ukes_backups_start:
 * @self: the backups of a server that serves
 *
 * With an encrypted file, one is made from now on whenever the last is older than the configuration
 * wants. A server that was opened for one command makes none by itself: nobody would wait for it.
 *
 * Thread: main
 */
void
ukes_backups_start (UkesBackups *self)
{
  const UkesConfig *config = ukes_server_get_config (self->server);

  if (self->look == 0 && config->database == NULL && config->backup_hours > 0)
    self->look = g_timeout_add_seconds (FIRST_LOOK_S, look_cb, self);
}

/**
 * ukes_backups_stop:
 * @self: the server's backups
 *
 * No further one is begun; the router may have one that is under way.
 *
 * Thread: main
 */
void
ukes_backups_stop (UkesBackups *self)
{
  g_clear_handle_id (&self->look, g_source_remove);
}

/**
 * ukes_backups_free:
 * @self: (nullable) (transfer full): the server's backups; no handler runs any more
 *
 * Thread: main
 */
void
ukes_backups_free (UkesBackups *self)
{
  if (self == NULL)
    return;
  ukes_backups_stop (self);
  g_free (self->folder);
  g_free (self);
}
