/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "server/ukes-move-note.h"

#include "base/uke-hex.h"
#include "vault/uke-durable-file.h"
#include "vault/uke-vault-error.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define FILE_NAME "move.ini"
#define GROUP "move"

/**
 * ukes_move_place_is:
 * @self: a place
 * @database: (nullable): a PostgreSQL database; NULL for the encrypted file
 * @schema: a schema there; means nothing for a file
 *
 * Returns: whether that is this place
 * Thread: any
 */
gboolean
ukes_move_place_is (const UkesMovePlace *self, const char *database, const char *schema)
{
  if (self->database == NULL || database == NULL)
    return self->database == database;
  return strcmp (self->database, database) == 0 && strcmp (self->schema, schema) == 0;
}

/**
 * ukes_move_note_free:
 * @self: (nullable) (transfer full): a note
 *
 * Thread: any
 */
void
ukes_move_note_free (UkesMoveNote *self)
{
  if (self == NULL)
    return;
  g_free (self->from.database);
  g_free (self->from.schema);
  g_free (self->to.database);
  g_free (self->to.schema);
  g_free (self);
}

static gboolean
bad (GError **error)
{
  g_set_error_literal (error, UKES_ERROR, UKES_ERROR_BAD_CONFIG, FILE_NAME);
  return FALSE;
}

static gboolean
read_place (GKeyFile *file, const char *name, UkesMovePlace *place)
{
  g_autofree char *database = g_strconcat (name, "-database", NULL);
  g_autofree char *schema = g_strconcat (name, "-schema", NULL);

  place->database = g_key_file_get_string (file, GROUP, database, NULL);
  place->schema = g_key_file_get_string (file, GROUP, schema, NULL);
  return place->schema != NULL;
}

static gboolean
read_head (GKeyFile *file, UkeLogHead *head)
{
  g_autofree char *epoch = g_key_file_get_string (file, GROUP, "epoch", NULL);
  g_autofree char *chain = g_key_file_get_string (file, GROUP, "chain", NULL);

  head->seq = g_key_file_get_int64 (file, GROUP, "seq", NULL);
  return epoch != NULL && uke_id_from_hex (epoch, &head->epoch) && chain != NULL
         && uke_hex_read (chain, head->chain, sizeof head->chain);
}

/**
 * ukes_move_note_load:
 * @config: a server's
 * @out_note: (out) (transfer full) (nullable): the move that has not come to its end; NULL for none
 * @error: return location
 *
 * Returns: whether it could be looked up
 * Errors: %UKES_ERROR_BAD_CONFIG when it is no such note
 * Thread: any
 */
gboolean
ukes_move_note_load (const UkesConfig *config, UkesMoveNote **out_note, GError **error)
{
  g_autofree char *path = ukes_config_get_path (config, FILE_NAME);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (UkesMoveNote) self = NULL;

  *out_note = NULL;
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  self = g_new0 (UkesMoveNote, 1);
  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL)
      || !read_place (file, "from", &self->from) || !read_place (file, "to", &self->to)
      || !read_head (file, &self->head))
    return bad (error);
  self->is_frozen = g_key_file_get_boolean (file, GROUP, "is-frozen", NULL);
  self->holds_source = g_key_file_get_boolean (file, GROUP, "holds-source", NULL);
  *out_note = g_steal_pointer (&self);
  return TRUE;
}

static void
write_place (GKeyFile *file, const char *name, const UkesMovePlace *place)
{
  g_autofree char *database = g_strconcat (name, "-database", NULL);
  g_autofree char *schema = g_strconcat (name, "-schema", NULL);

  if (place->database != NULL)
    g_key_file_set_string (file, GROUP, database, place->database);
  g_key_file_set_string (file, GROUP, schema, place->schema);
}

/**
 * ukes_move_note_save:
 * @self: a note
 * @config: the server's
 * @error: return location
 *
 * Returns: whether it is on the disk
 * Errors: UKE_VAULT_ERROR
 * Thread: any
 */
gboolean
ukes_move_note_save (const UkesMoveNote *self, const UkesConfig *config, GError **error)
{
  g_autofree char *path = ukes_config_get_path (config, FILE_NAME);
  g_autofree char *epoch = uke_id_dup_hex (&self->head.epoch);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GBytes) bytes = NULL;
  char chain[2 * UKE_SHA256_SIZE + 1];
  char *text;

  uke_hex_write (self->head.chain, sizeof self->head.chain, chain);
  g_key_file_set_comment (file, NULL, NULL,
                          " A move of the clinic that was not finished: uketsuke-server move, once "
                          "more, does.",
                          NULL);
  write_place (file, "from", &self->from);
  write_place (file, "to", &self->to);
  g_key_file_set_string (file, GROUP, "epoch", epoch);
  g_key_file_set_int64 (file, GROUP, "seq", self->head.seq);
  g_key_file_set_string (file, GROUP, "chain", chain);
  g_key_file_set_boolean (file, GROUP, "is-frozen", self->is_frozen);
  g_key_file_set_boolean (file, GROUP, "holds-source", self->holds_source);
  text = g_key_file_to_data (file, NULL, NULL);
  bytes = g_bytes_new_take (text, strlen (text));
  return uke_durable_file_replace_sync (path, bytes, error);
}

/**
 * ukes_move_note_remove:
 * @config: a server's
 * @error: return location
 *
 * Nothing is left to do. Should the note come back by a power failure, what it says is done
 * already.
 *
 * Returns: whether there is none
 * Errors: UKE_VAULT_ERROR
 * Thread: any
 */
gboolean
ukes_move_note_remove (const UkesConfig *config, GError **error)
{
  g_autofree char *path = ukes_config_get_path (config, FILE_NAME);

  if (g_unlink (path) == 0 || errno == ENOENT)
    return TRUE;
  uke_vault_error_set_from_errno (error, errno, "removing the note of a move");
  return FALSE;
}
