/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a disk holds after the power failed: everything that was synced, and of the rest whatever
 * had come through (security.md T-PWR). */
#include "faults/uke-power.h"

#include "support/uke-test-vfs.h"

#include <string.h>

#define SECTOR 512
/* In the place of what a file was told to do: an acknowledgement. */
#define ACKNOWLEDGED -1

typedef struct {
  int did;
  char *name;    /* (owned) (nullable) */
  GBytes *bytes; /* (owned) (nullable) */
  int64_t offset;
} Deed;

/* One file of an image: what is surely there, and what was done to it since. */
typedef struct {
  GByteArray *durable; /* (owned) */
  GPtrArray *pending;  /* (owned) (element-type Deed) */
} ImageFile;

static GMutex lock;
static GPtrArray *deeds;   /* (owned) (nullable) (element-type Deed), under the lock */
static GHashTable *before; /* (owned) (nullable) (element-type utf8 GBytes): when it began */

static void
deed_free (gpointer data)
{
  Deed *deed = data;

  g_free (deed->name);
  g_clear_pointer (&deed->bytes, g_bytes_unref);
  g_free (deed);
}

static void
image_file_free (gpointer data)
{
  ImageFile *file = data;

  g_byte_array_unref (file->durable);
  g_ptr_array_unref (file->pending);
  g_free (file);
}

static void
add (int did, const char *path, const void *bytes, size_t len, int64_t offset)
{
  Deed *deed = g_new0 (Deed, 1);

  deed->did = did;
  deed->name = path != NULL ? g_path_get_basename (path) : NULL;
  deed->bytes = bytes != NULL ? g_bytes_new (bytes, len) : NULL;
  deed->offset = offset;
  g_mutex_lock (&lock);
  g_ptr_array_add (deeds, deed);
  g_mutex_unlock (&lock);
}

static void
seen (UkeTestVfsDid did, const char *path, const void *bytes, size_t len, int64_t offset)
{
  add ((int)did, path, bytes, len, offset);
}

/* What the files of @dir hold, but for the index in shared memory, which never reaches the disk. */
static GHashTable *
read_files (const char *dir)
{
  GHashTable *files
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
  g_autoptr (GDir) entries = g_dir_open (dir, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (entries)) != NULL) {
    g_autofree char *path = g_build_filename (dir, name, NULL);
    char *content = NULL;
    size_t len;

    if (g_str_has_suffix (name, "-shm") || !g_file_test (path, G_FILE_TEST_IS_REGULAR))
      continue;
    g_assert_true (g_file_get_contents (path, &content, &len, NULL));
    g_hash_table_insert (files, g_strdup (name), g_bytes_new_take (content, len));
  }
  return files;
}

/* Remembers from now on what is done to the files of @dir, which nobody has open. */
void
uke_power_record (const char *dir)
{
  g_assert_null (deeds);
  before = read_files (dir);
  deeds = g_ptr_array_new_with_free_func (deed_free);
  uke_test_vfs_watch (seen);
}

/* Item @n was acknowledged: every image from here on must hold it. */
void
uke_power_acknowledge (int64_t n)
{
  add (ACKNOWLEDGED, NULL, NULL, 0, n);
}

void
uke_power_stop (void)
{
  uke_test_vfs_watch (NULL);
}

unsigned
uke_power_get_n (void)
{
  return deeds->len;
}

static ImageFile *
get_file (GHashTable *image, const char *name)
{
  ImageFile *file = g_hash_table_lookup (image, name);

  if (file == NULL) {
    GBytes *content = g_hash_table_lookup (before, name);

    file = g_new0 (ImageFile, 1);
    file->durable = g_byte_array_new ();
    file->pending = g_ptr_array_new ();
    if (content != NULL)
      g_byte_array_append (file->durable, g_bytes_get_data (content, NULL),
                           (unsigned)g_bytes_get_size (content));
    g_hash_table_insert (image, g_strdup (name), file);
  }
  return file;
}

/* @rand: (nullable): which sectors come through; all of them without */
static void
apply (GByteArray *content, const Deed *deed, GRand *rand)
{
  size_t len = deed->bytes != NULL ? g_bytes_get_size (deed->bytes) : 0;
  const uint8_t *bytes = deed->bytes != NULL ? g_bytes_get_data (deed->bytes, NULL) : NULL;
  size_t end = (size_t)deed->offset + len, old = content->len;

  if (deed->did == UKE_TEST_VFS_CUT || end > old)
    g_byte_array_set_size (content, (unsigned)end);
  if (content->len > old)
    memset (content->data + old, 0, content->len - old);
  for (size_t at = 0; at < len; at += SECTOR)
    if (rand == NULL || g_rand_boolean (rand))
      memcpy (content->data + deed->offset + at, bytes + at, MIN (SECTOR, len - at));
}

static void
sync_file (ImageFile *file)
{
  for (unsigned i = 0; i < file->pending->len; i++)
    apply (file->durable, file->pending->pdata[i], NULL);
  g_ptr_array_set_size (file->pending, 0);
}

/* Some of what was under way, in an order of the disk's own. */
static void
apply_some (ImageFile *file, GRand *rand)
{
  GPtrArray *pending = file->pending;

  for (unsigned i = pending->len; i > 1; i--) {
    unsigned j = (unsigned)g_rand_int_range (rand, 0, (int)i);
    gpointer kept = pending->pdata[j];

    pending->pdata[j] = pending->pdata[i - 1];
    pending->pdata[i - 1] = kept;
  }
  for (unsigned i = 0; i < pending->len; i++)
    if (g_rand_boolean (rand))
      apply (file->durable, pending->pdata[i], g_rand_boolean (rand) ? rand : NULL);
}

static void
write_files (GHashTable *image, const char *dir, UkePowerLoss loss, GRand *rand)
{
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, image);
  while (g_hash_table_iter_next (&iter, &name, &value)) {
    g_autofree char *path = g_build_filename (dir, name, NULL);
    ImageFile *file = value;

    if (loss == UKE_POWER_LOSS_RANDOM)
      apply_some (file, rand);
    g_assert_true (g_file_set_contents (path, (const char *)file->durable->data,
                                        (gssize)file->durable->len, NULL));
  }
}

/* Leaves in @dir what the disk holds when the power fails before the deed @at. Returns the newest
 * item that was acknowledged by then, 0 for none. */
int64_t
uke_power_make_image (const char *dir, unsigned at, UkePowerLoss loss, GRand *rand)
{
  g_autoptr (GHashTable) image
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, image_file_free);
  GHashTableIter iter;
  gpointer name;
  int64_t n = 0;

  g_hash_table_iter_init (&iter, before);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    get_file (image, name);
  for (unsigned i = 0; i < at; i++) {
    Deed *deed = g_ptr_array_index (deeds, i);

    if (deed->did == ACKNOWLEDGED)
      n = deed->offset;
    else if (loss == UKE_POWER_LOSS_LYING_DISK)
      continue;
    else if (deed->did == UKE_TEST_VFS_REMOVED)
      g_hash_table_remove (image, deed->name);
    else if (deed->did == UKE_TEST_VFS_SYNCED)
      sync_file (get_file (image, deed->name));
    else
      g_ptr_array_add (get_file (image, deed->name)->pending, deed);
  }
  write_files (image, dir, loss, rand);
  return n;
}

void
uke_power_forget (void)
{
  g_clear_pointer (&deeds, g_ptr_array_unref);
  g_clear_pointer (&before, g_hash_table_unref);
}
