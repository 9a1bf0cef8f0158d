/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "config.h"

#include "server/ukes-revoked.h"

#include "store/uke-device-registry.h"
#include "vault/uke-durable-file.h"

#include <gio/gio.h>
#include <string.h>

/*
 * Which devices were shut out, in the server's own folder beside its keys: whatever is put back, of
 * the encrypted file or of PostgreSQL by its own tools, and by whatever command, does not take this
 * back. One line a device: its number, and when it was enrolled, because a number that a backup has
 * not given out yet is given out again. Only grows.
 */

#define FILE_NAME "revoked"
#define MAX_BYTES (4 * 1024 * 1024)
#define HEAD "# Devices that were shut out: they stay so when a backup is put back.\n"

/* Commands and the server's threads, one after the other. */
static GMutex mutex;

typedef struct {
  uint32_t dev;
  int64_t enrolled_at_us;
} Entry;

static gboolean
read_line (const char *line, Entry *out_entry)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);
  uint64_t dev = 0;

  if (g_strv_length (words) != 2
      || !g_ascii_string_to_unsigned (words[0], 10, 1, UINT32_MAX, &dev, NULL)
      || !g_ascii_string_to_signed (words[1], 10, 0, INT64_MAX, &out_entry->enrolled_at_us, NULL))
    return FALSE;
  out_entry->dev = (uint32_t)dev;
  return TRUE;
}

/* No file: nobody was shut out yet. */
static GArray *
read_list (const char *path, GError **error)
{
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  gconstpointer data;
  size_t size;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&list);
  bytes = uke_durable_file_read_sync (path, MAX_BYTES, error);
  if (bytes == NULL)
    return NULL;
  data = g_bytes_get_data (bytes, &size);
  text = g_strndup (data != NULL ? data : "", size);
  lines = g_strsplit (text, "\n", -1);
  for (unsigned i = 0; lines[i] != NULL; i++) {
    Entry entry;

    if (*lines[i] == '\0' || *lines[i] == '#')
      continue;
    if (!read_line (lines[i], &entry)) {
      g_set_error_literal (error, UKES_ERROR, UKES_ERROR_BAD_CONFIG, FILE_NAME);
      return NULL;
    }
    g_array_append_val (list, entry);
  }
  return g_steal_pointer (&list);
}

static gboolean
is_listed (const GArray *list, const UkeRegistryDevice *device)
{
  for (unsigned i = 0; i < list->len; i++) {
    const Entry *entry = &g_array_index (list, Entry, i);

    if (entry->dev == device->dev && entry->enrolled_at_us == device->enrolled_at_us)
      return TRUE;
  }
  return FALSE;
}

static gboolean
write_list (const char *path, const GArray *list, GError **error)
{
  GString *text = g_string_new (HEAD);
  g_autoptr (GBytes) bytes = NULL;

  for (unsigned i = 0; i < list->len; i++) {
    const Entry *entry = &g_array_index (list, Entry, i);

    g_string_append_printf (text, "%u %" G_GINT64_FORMAT "\n", entry->dev, entry->enrolled_at_us);
  }
  bytes = g_string_free_to_bytes (text);
  return uke_durable_file_replace_sync (path, bytes, error);
}

/* Under the mutex. */
static gboolean
keep (const char *path, UkeDb *db, GError **error)
{
  g_autoptr (GArray) list = read_list (path, error);
  g_autoptr (GPtrArray) devices = list != NULL ? uke_device_registry_list (db, error) : NULL;
  unsigned n_before;

  if (devices == NULL)
    return FALSE;
  n_before = list->len;
  for (unsigned i = 0; i < devices->len; i++) {
    const UkeRegistryDevice *device = devices->pdata[i];
    const Entry entry = { device->dev, device->enrolled_at_us };

    if (device->state == UKE_REGISTRY_REVOKED && !is_listed (list, device))
      g_array_append_val (list, entry);
  }
  return list->len == n_before || write_list (path, list, error);
}

/**
 * ukes_revoked_keep:
 * @config: the server's
 * @db: a connection to its data, outside any transaction
 * @error: return location
 *
 * Writes down in the server's folder who is shut out, as far as that is not there yet.
 *
 * Returns: whether it stands there
 * Errors: UKE_DB_ERROR; UKE_VAULT_ERROR; %UKES_ERROR_BAD_CONFIG when the file is not such a list
 * Thread: the owner of @db
 */
gboolean
ukes_revoked_keep (const UkesConfig *config, UkeDb *db, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  g_autofree char *path = ukes_config_get_path (config, FILE_NAME);

  return keep (path, db, error);
}

/* Under the mutex. */
static gboolean
apply (const char *path, UkeDb *db, int64_t now_us, unsigned *out_n, GError **error)
{
  const UkeDeviceNote note = { .now_us = now_us, .version = "uketsuke-server " UKE_VERSION };
  g_autoptr (GArray) list = read_list (path, error);
  g_autoptr (GPtrArray) devices
      = list != NULL && list->len > 0 ? uke_device_registry_list (db, error) : NULL;

  if (list == NULL || (list->len > 0 && devices == NULL))
    return FALSE;
  for (unsigned i = 0; devices != NULL && i < devices->len; i++) {
    const UkeRegistryDevice *device = devices->pdata[i];

    if (device->state == UKE_REGISTRY_REVOKED || !is_listed (list, device))
      continue;
    if (!uke_device_registry_revoke (db, device->dev, &note, error))
      return FALSE;
    (*out_n)++;
  }
  return TRUE;
}

/**
 * ukes_revoked_settle:
 * @config: the server's
 * @db: the writing connection, outside any transaction
 * @now_us: the time
 * @out_n: (out): how many the data let in again, and are shut out by this
 * @error: return location
 *
 * Shuts out whom older data that were put back would let in again, and writes down who else is
 * shut out: several servers on one database learn of each other's by this.
 *
 * Returns: whether data and folder say the same
 * Errors: UKE_DB_ERROR; UKE_VAULT_ERROR; %UKES_ERROR_BAD_CONFIG when the file is not such a list
 * Thread: the owner of @db
 * Source: sync.md, P18
 */
gboolean
ukes_revoked_settle (const UkesConfig *config,
                     UkeDb *db,
                     int64_t now_us,
                     unsigned *out_n,
                     GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  g_autofree char *path = ukes_config_get_path (config, FILE_NAME);

  *out_n = 0;
  return apply (path, db, now_us, out_n, error) && keep (path, db, error);
}
