/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "server/ukes-move.h"

#include "db/uke-db-postgresql.h"
#include "server/ukes-keys.h"
#include "server/ukes-move-note.h"
#include "store/uke-authority.h"
#include "store/uke-digest.h"
#include "store/uke-schema.h"
#include "store/uke-table.h"
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
 * 2. All rows go into the target, are proven there, and the target is frozen: whoever comes upon it
 *    takes no changes there. Nothing of the source was changed so far, and of the target nothing is
 *    there: a schema is one transaction, a file has another name. A note of the two places is
 *    written down (ukes-move-note.h).
 * 3. The target is made durable. A schema that is left is frozen, so that a server that still knows
 *    it serves nobody from it.
 * 4. server.ini names the target, in one step: it alone says which of the two is the clinic.
 * 5. The target is thawed, a file that was left gets another name, and the note is gone.
 * So at most one of the two takes changes at any time. Whoever comes after a move that was killed,
 * another move or the server, goes by the note: where server.ini names the target, step 5 is done;
 * where it names the source, that takes changes again, and what lies in the target is in the way of
 * nobody: the next move writes over it.
 */
typedef struct {
  UkesConfig *config; /* (owned) */
  UkesKeys *keys;     /* (owned) */
  UkeDataDir *dir;    /* (owned) */
  UkeDataLock *lock;  /* (owned) */
  const char *database;
  const char *schema;
  char *making;        /* (owned) (nullable): the name of a file that is not the target yet */
  UkeDb *from;         /* (owned) */
  UkeDb *to;           /* (owned) */
  UkesMoveNote *note;  /* (owned) (nullable): of a move before this one, then of this one */
  gboolean is_left;    /* what is in the target's schema was left there by a move that was killed */
  gboolean was_frozen; /* the clinic took no changes before it moved */
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
  g_clear_pointer (&self->note, ukes_move_note_free);
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
  return self->keys != NULL && ukes_move_note_load (self->config, &self->note, error);
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
  const UkesMovePlace place = { self->config->database, self->config->schema };

  return ukes_move_place_is (&place, self->database, self->schema);
}

static gboolean
read_frozen (UkeDb *db, gboolean *out_is_frozen, GError **error)
{
  int64_t state;

  if (!uke_db_query_int64 (db, "SELECT state FROM feed WHERE feed = 1", &state, error))
    return FALSE;
  *out_is_frozen = state == UKE_FEED_FROZEN;
  return TRUE;
}

/* Whether what is there is what a killed move has put there, and nobody has worked with since. */
static gboolean
is_left_over (Move *self, UkeDb *db)
{
  const UkeLogHead *noted = self->note != NULL ? &self->note->head : NULL;
  UkeLogHead head = { 0 };
  gboolean is_frozen = FALSE;

  return noted != NULL && ukes_move_place_is (&self->note->to, self->database, self->schema)
         && uke_log_store_get_head (db, &head, NULL) && read_frozen (db, &is_frozen, NULL)
         && is_frozen && uke_id_equal (&head.epoch, &noted->epoch) && head.seq == noted->seq
         && memcmp (head.chain, noted->chain, sizeof head.chain) == 0;
}

/* A file where the clinic should go is in the way, but for one that a killed move has put there. */
static gboolean
clear_way (Move *self, GError **error)
{
  UkeDb *left;
  gboolean is_left;

  if (!uke_data_dir_has_database (self->dir))
    return TRUE;
  left = open_file (self, self->dir->database, FALSE, NULL);
  is_left = left != NULL && is_left_over (self, left);
  uke_db_free (left);
  if (!is_left)
    return fail (error, UKES_ERROR_TARGET_NOT_EMPTY, self->dir->database);
  take_away (self->dir->database);
  return TRUE;
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
    if (!clear_way (self, error))
      return FALSE;
    self->making = g_strconcat (self->dir->database, ".moving", NULL);
    take_away (self->making);
    self->to = open_file (self, self->making, TRUE, error);
  } else {
    self->to = open_schema (self->database, self->schema, TRUE, error);
  }
  if (self->to == NULL || !uke_schema_migrate (self->to, key, error)
      || !uke_transfer_is_empty (self->to, &is_empty, error))
    return FALSE;
  self->is_left = !is_empty && is_left_over (self, self->to);
  return is_empty || self->is_left || fail (error, UKES_ERROR_TARGET_NOT_EMPTY, self->schema);
}

/* A schema is held by its writers' row; a file by the folder's lock. */
static gboolean
begin_source (Move *self, GError **error)
{
  if (!(self->config->database != NULL ? uke_db_begin (self->from, error)
                                       : uke_db_begin_read (self->from, error))
      || !uke_db_allow_long (self->from, error)
      || !read_frozen (self->from, &self->was_frozen, error))
    return FALSE;
  /* It may have been a killed move that has frozen it. */
  if (self->note != NULL && self->note->holds_source
      && ukes_move_place_is (&self->note->from, self->config->database, self->config->schema))
    self->was_frozen = self->note->is_frozen;
  return TRUE;
}

static gboolean
for_each_table (UkeDb *db, GPtrArray *tables, const char *what, GError **error)
{
  for (unsigned i = 0; i < tables->len; i++) {
    const UkeTable *table = tables->pdata[i];
    g_autofree char *sql = g_strdup_printf ("ALTER TABLE %s %s TRIGGER USER", table->name, what);

    if (!uke_db_exec (db, sql, error))
      return FALSE;
  }
  return TRUE;
}

/* The audit lets nobody take anything away. This is a copy of one, which was never used, and it is
 * written once more within the same transaction. */
static gboolean
empty_schema (UkeDb *db, GError **error)
{
  g_autoptr (GPtrArray) tables = uke_table_list (db, error);
  g_autoptr (GString) sql = g_string_new ("TRUNCATE ");

  if (tables == NULL)
    return FALSE;
  for (unsigned i = 0; i < tables->len; i++)
    g_string_append_printf (sql, "%s%s", i > 0 ? ", " : "", ((UkeTable *)tables->pdata[i])->name);
  return for_each_table (db, tables, "DISABLE", error) && uke_db_exec (db, sql->str, error)
         && for_each_table (db, tables, "ENABLE", error);
}

static gboolean
write_note (Move *self, UkeTransfer *transfer, GError **error)
{
  UkesMoveNote *note = g_new0 (UkesMoveNote, 1);

  note->from.database = g_strdup (self->config->database);
  note->from.schema = g_strdup (self->config->schema);
  note->to.database = g_strdup (self->database);
  note->to.schema = g_strdup (self->schema);
  note->head = *uke_transfer_get_head (transfer);
  note->is_frozen = self->was_frozen;
  note->holds_source = self->config->database != NULL;
  g_clear_pointer (&self->note, ukes_move_note_free);
  self->note = note;
  return ukes_move_note_save (note, self->config, error);
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
      || (self->is_left && !empty_schema (self->to, error)) || !uke_transfer_copy (transfer, error))
    return FALSE;
  if (self->database != NULL)
    return prove (transfer, error) && uke_authority_freeze (self->to, error)
           && write_note (self, transfer, error) && uke_db_commit (self->to, error);
  if (!uke_db_commit (self->to, error) || !uke_db_begin_read (self->to, error))
    return FALSE;
  is_proven = prove (transfer, error);
  uke_db_end_read (self->to);
  return is_proven && uke_db_begin (self->to, error) && uke_authority_freeze (self->to, error)
         && uke_db_commit (self->to, error) && write_note (self, transfer, error);
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

static gboolean
thaw (UkeDb *db, GError **error)
{
  if (uke_db_begin (db, error) && uke_authority_thaw (db, g_get_real_time (), error)
      && uke_db_commit (db, error))
    return TRUE;
  uke_db_rollback (db);
  return FALSE;
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
  if (!self->was_frozen && !thaw (self->from, &error))
    g_debug ("the schema that was to be left is frozen: %s", error->message);
  else if (!ukes_move_note_remove (self->config, &error))
    g_debug ("the note of the move stays: %s", error->message);
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
put_file_aside (const UkeDataDir *dir)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *day = g_date_time_format (now, "%Y%m%d-%H%M%S");
  g_autofree char *kept = g_strdup_printf ("%s.moved-%s", dir->database, day);

  if (rename (dir->database, kept) != 0)
    return NULL;
  return g_steal_pointer (&kept);
}

/* server.ini names the target. @db: it. */
static gboolean
finish (const UkesConfig *config,
        const UkesMoveNote *note,
        UkeDb *db,
        char **out_kept,
        GError **error)
{
  g_autoptr (UkeDataDir) dir = uke_data_dir_new (config->dir);

  if (!note->is_frozen && !thaw (db, error))
    return FALSE;
  if (note->from.database == NULL && uke_data_dir_has_database (dir))
    *out_kept = put_file_aside (dir);
  return ukes_move_note_remove (config, error);
}

static UkeDb *
open_where_it_is (Move *self, GError **error)
{
  return self->config->database != NULL
             ? open_schema (self->config->database, self->config->schema, FALSE, error)
             : open_file (self, self->dir->database, FALSE, error);
}

static gboolean
describe (UkeDb *db, UkesMoved *moved, GError **error)
{
  g_autoptr (GPtrArray) tables = uke_table_list (db, error);

  if (tables == NULL || !uke_log_store_get_head (db, &moved->head, error)
      || !uke_digest_compute_root (db, moved->root, error))
    return FALSE;
  for (unsigned i = 0; i < tables->len; i++) {
    g_autofree char *sql
        = g_strdup_printf ("SELECT count(*) FROM %s", ((UkeTable *)tables->pdata[i])->name);
    int64_t n;

    if (!uke_db_query_int64 (db, sql, &n, error))
      return FALSE;
    moved->n_rows += n;
  }
  return TRUE;
}

/* A move before this one was killed when all but the last step was done. */
static gboolean
finish_earlier (Move *self, UkesMoved *moved, GError **error)
{
  UkeDb *db;
  gboolean is_done;

  uke_db_postgresql_register ();
  db = open_where_it_is (self, error);
  if (db == NULL)
    return FALSE;
  is_done
      = finish (self->config, self->note, db, &moved->kept, error) && describe (db, moved, error);
  uke_db_free (db);
  g_clear_pointer (&self->note, ukes_move_note_free);
  return is_done;
}

static gboolean
finish_this (Move *self, UkesMoved *moved, GError **error)
{
  UkeDb *db = open_where_it_is (self, error);
  gboolean is_done = db != NULL && finish (self->config, self->note, db, &moved->kept, error);

  if (db != NULL)
    uke_db_free (db);
  return is_done;
}

/**
 * ukes_move_settle:
 * @config: the server's
 * @db: the writing connection to the clinic's data, outside any transaction
 * @error: return location
 *
 * When a server begins: what a move that was killed has left undone is done, or taken back where
 * server.ini still names the source.
 *
 * Returns: whether the clinic takes changes if it took them before
 * Errors: UKE_DB_ERROR; UKE_VAULT_ERROR; %UKES_ERROR_BAD_CONFIG
 * Thread: the owner of @db
 */
gboolean
ukes_move_settle (const UkesConfig *config, UkeDb *db, GError **error)
{
  g_autoptr (UkesMoveNote) note = NULL;
  g_autofree char *kept = NULL;

  if (!ukes_move_note_load (config, &note, error))
    return FALSE;
  if (note == NULL)
    return TRUE;
  if (ukes_move_place_is (&note->to, config->database, config->schema))
    return finish (config, note, db, &kept, error);
  if (!note->holds_source || !ukes_move_place_is (&note->from, config->database, config->schema))
    return TRUE;
  if (!note->is_frozen && !thaw (db, error))
    return FALSE;
  note->holds_source = FALSE;
  return ukes_move_note_save (note, config, error);
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
 * After a move that was killed it does what is left to do.
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

  if (!open_folder (&self, dir, error))
    return FALSE;
  if (self.note != NULL
      && ukes_move_place_is (&self.note->to, self.config->database, self.config->schema)) {
    if (!finish_earlier (&self, out_moved, error))
      return FALSE;
    if (is_same_place (&self))
      return TRUE;
    ukes_moved_clear (out_moved);
  }
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
  return put_in_place (&self, error) && change_over (&self, error)
         && finish_this (&self, out_moved, error);
}
