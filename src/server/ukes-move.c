/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "server/ukes-move.h"

#include "db/uke-db-postgresql.h"
#include "server/ukes-keys.h"
#include "store/uke-authority.h"
#include "store/uke-schema.h"
#include "vault/uke-data-dir.h"
#include "vault/uke-vault-error.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

/*
 * The order of a move, which makes one that is interrupted harmless at any point:
 * 1. The source is held: a file by the folder's lock, a schema by its writers' row, so that servers
 *    on other folders answer 503 until the end, whatever that is.
 * 2. All rows go into the target, and are proven there. Nothing of the source was changed so far,
 *    and of the target nothing is there: a schema is one transaction, a file has another name.
 * 3. The target is made durable. A schema that is left is frozen, so that a server that still knows
 *    it serves nobody from it.
 * 4. server.ini names the target, in one step. A file that was left gets another name.
 */
typedef struct {
  UkesConfig *config; /* (owned) */
  UkesKeys *keys;     /* (owned) */
  UkeDataDir *dir;    /* (owned) */
  UkeDataLock *lock;  /* (owned) */
  const char *database;
  const char *schema;
  char *making; /* (owned) (nullable): the name of a file that is not the target yet */
  UkeDb *from;  /* (owned) */
  UkeDb *to;    /* (owned) */
} Move;

static void
take_away (const char *path)
{
  static const char *const endings[] = { "", "-wal", "-shm", "-journal" };

  for (unsigned i = 0; i < G_N_ELEMENTS (endings); i++) {
    g_autofree char *name = g_strconcat (path, endings[i], NULL);

    g_unlink (name);
  }
}

static void
clear_move (Move *self)
{
  g_clear_pointer (&self->to, uke_db_free);
  g_clear_pointer (&self->from, uke_db_free);
  if (self->making != NULL)
    take_away (self->making);
  g_free (self->making);
  g_clear_pointer (&self->keys, ukes_keys_free);
  g_clear_pointer (&self->lock, uke_data_lock_free);
  g_clear_pointer (&self->dir, uke_data_dir_free);
  g_clear_pointer (&self->config, ukes_config_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Move, clear_move)

/**
 * ukes_moved_clear:
 * @self: what a move says
 *
 * Errors: none
 * Thread: any
 */
void
ukes_moved_clear (UkesMoved *self)
{
  g_clear_pointer (&self->kept, g_free);
}

static gboolean
fail (GError **error, UkesError code, const char *message)
{
  g_set_error_literal (error, UKES_ERROR, code, message);
  return FALSE;
}

static gboolean
open_folder (Move *self, const char *dir, GError **error)
{
  GError *said = NULL;

  self->config = ukes_config_load (dir, error);
  if (self->config == NULL)
    return FALSE;
  self->dir = uke_data_dir_new (self->config->dir);
  self->lock = uke_data_dir_lock_sync (self->dir, "uketsuke-server", NULL, &said);
  if (g_error_matches (said, UKE_VAULT_ERROR, UKE_VAULT_ERROR_IN_USE)) {
    g_clear_error (&said);
    return fail (error, UKES_ERROR_MUST_STOP, "the folder is in use");
  }
  if (self->lock == NULL) {
    g_propagate_error (error, said);
    return FALSE;
  }
  self->keys = ukes_keys_load (self->config, error);
  return self->keys != NULL;
}

static UkeDb *
open_schema (const char *uri, const char *schema, gboolean create, GError **error)
{
  const UkeDbConfig config = { .uri = uri, .schema = schema, .create = create };

  return uke_db_open (&config, error);
}

static UkeDb *
open_file (Move *self, const char *path, gboolean create, GError **error)
{
  const UkeDbConfig config
      = { .path = path, .key = uke_secret_peek (self->keys->data_key), .create = create };

  return uke_db_open (&config, error);
}

static gboolean
is_same_place (Move *self)
{
  if (self->database == NULL || self->config->database == NULL)
    return self->database == self->config->database;
  return strcmp (self->schema, self->config->schema) == 0
         && strcmp (self->database, self->config->database) == 0;
}

static gboolean
open_both (Move *self, GError **error)
{
  const uint8_t *key = uke_secret_peek (self->keys->data_key);
  gboolean is_empty = TRUE;

  uke_db_postgresql_register ();
  self->from = self->config->database != NULL
                   ? open_schema (self->config->database, self->config->schema, FALSE, error)
                   : open_file (self, self->dir->database, FALSE, error);
  if (self->from == NULL || !uke_schema_migrate (self->from, key, error))
    return FALSE;
  if (self->database == NULL) {
    if (uke_data_dir_has_database (self->dir))
      return fail (error, UKES_ERROR_TARGET_NOT_EMPTY, self->dir->database);
    self->making = g_strconcat (self->dir->database, ".moving", NULL);
    take_away (self->making);
    self->to = open_file (self, self->making, TRUE, error);
  } else {
    self->to = open_schema (self->database, self->schema, TRUE, error);
  }
  if (self->to == NULL || !uke_schema_migrate (self->to, key, error)
      || !uke_transfer_is_empty (self->to, &is_empty, error))
    return FALSE;
  return is_empty || fail (error, UKES_ERROR_TARGET_NOT_EMPTY, self->schema);
}

/* A schema is held by its writers' row; a file by the folder's lock. */
static gboolean
begin_source (Move *self, GError **error)
{
  return (self->config->database != NULL ? uke_db_begin (self->from, error)
                                         : uke_db_begin_read (self->from, error))
         && uke_db_allow_long (self->from, error);
}

static gboolean
prove (UkeTransfer *transfer, GError **error)
{
  g_autoptr (GPtrArray) problems = uke_transfer_prove (transfer, error);

  if (problems == NULL)
    return FALSE;
  return problems->len == 0 || fail (error, UKES_ERROR_NOT_EQUAL, problems->pdata[0]);
}

/* What is proven of a file is what lies in it, so it is written first; a schema is seen by others
 * only once it is proven. */
static gboolean
fill_target (Move *self, UkeTransfer *transfer, GError **error)
{
  gboolean is_proven;

  if (!uke_db_begin (self->to, error) || !uke_db_allow_long (self->to, error)
      || !uke_transfer_copy (transfer, error))
    return FALSE;
  if (self->database != NULL)
    return prove (transfer, error) && uke_db_commit (self->to, error);
  if (!uke_db_commit (self->to, error) || !uke_db_begin_read (self->to, error))
    return FALSE;
  is_proven = prove (transfer, error);
  uke_db_end_read (self->to);
  return is_proven;
}

/* Closing folds the file's log into it; then it gets its name. */
static gboolean
put_in_place (Move *self, GError **error)
{
  if (!uke_db_close (g_steal_pointer (&self->to), error))
    return FALSE;
  if (self->making == NULL)
    return TRUE;
  if (rename (self->making, self->dir->database) != 0) {
    uke_vault_error_set_from_errno (error, errno, "putting the moved file in its place");
    return FALSE;
  }
  g_clear_pointer (&self->making, g_free);
  return TRUE;
}

static gboolean
leave_source (Move *self, GError **error)
{
  if (self->config->database == NULL) {
    uke_db_end_read (self->from);
    return uke_db_close (g_steal_pointer (&self->from), error);
  }
  return uke_authority_freeze (self->from, error) && uke_db_commit (self->from, error);
}

/* What was done to the source, and what was put beside it, is taken back. */
static void
undo (Move *self)
{
  g_autoptr (GError) error = NULL;

  if (self->config->database == NULL)
    return;
  if (self->database == NULL)
    take_away (self->dir->database);
  uke_db_rollback (self->from);
  if (!uke_db_begin (self->from, &error)
      || !uke_authority_thaw (self->from, g_get_real_time (), &error)
      || !uke_db_commit (self->from, &error))
    g_debug ("the schema that was to be left is frozen: %s", error->message);
}

/* From here on the target is the clinic. */
static gboolean
change_over (Move *self, GError **error)
{
  if (leave_source (self, error)
      && ukes_config_set_database (self->config, self->database, self->schema, error))
    return TRUE;
  undo (self);
  return FALSE;
}

static char *
put_file_aside (Move *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *day = g_date_time_format (now, "%Y%m%d-%H%M%S");
  g_autofree char *kept = g_strdup_printf ("%s.moved-%s", self->dir->database, day);

  if (rename (self->dir->database, kept) != 0)
    return NULL;
  return g_steal_pointer (&kept);
}

/**
 * ukes_move:
 * @dir: the folder of a server that does not run
 * @database: (nullable): where the PostgreSQL database is that the clinic goes to; %NULL for an
 *   encrypted file
 * @schema: the clinic's schema there
 * @progress: (nullable): is told how far it is
 * @data: for @progress
 * @out_moved: (out): what went along
 * @error: return location
 *
 * Carries a clinic to another database, with its log, epoch, devices, audit and receipts, and
 * proves that nothing changed. Keys and certificates stay where they are. Desks notice a pause.
 *
 * Returns: whether the server uses the other database from now on; otherwise all is as it was
 * Errors: UKES_ERROR: MUST_STOP, SAME_PLACE, TARGET_NOT_EMPTY, NOT_EQUAL with what differs;
 *   those of ukes_config_load(), ukes_keys_load(), UKE_DB_ERROR, UKE_STORE_ERROR
 * Thread: main
 * Source: sync.md 5.2
 */
gboolean
ukes_move (const char *dir,
           const char *database,
           const char *schema,
           UkeTransferProgress progress,
           gpointer data,
           UkesMoved *out_moved,
           GError **error)
{
  g_auto (Move) self = { .database = database, .schema = schema };
  g_autoptr (UkeTransfer) transfer = NULL;
  gboolean leaves_file;

  if (!open_folder (&self, dir, error))
    return FALSE;
  if (is_same_place (&self))
    return fail (error, UKES_ERROR_SAME_PLACE, "nothing to move");
  if (!ukes_config_check_database (database, schema, error) || !open_both (&self, error)
      || !begin_source (&self, error))
    return FALSE;
  transfer = uke_transfer_new (self.from, self.to, progress, data);
  if (!fill_target (&self, transfer, error))
    return FALSE;
  out_moved->head = *uke_transfer_get_head (transfer);
  out_moved->n_rows = uke_transfer_get_n_rows (transfer);
  memcpy (out_moved->root, uke_transfer_get_root (transfer), sizeof out_moved->root);
  leaves_file = self.config->database == NULL;
  if (!put_in_place (&self, error) || !change_over (&self, error))
    return FALSE;
  if (leaves_file)
    out_moved->kept = put_file_aside (&self);
  return TRUE;
}
