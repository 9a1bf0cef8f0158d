/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/uke-test-disk.h"

#include <sqlite3.h>
#include <stdint.h>
#include <string.h>

/* What the name of a file stands for. A name can be taken away from one that is open. */
typedef struct {
  unsigned refs;
  uint8_t *bytes; /* (owned) */
  size_t size, room;
  GPtrArray *index; /* (owned) (nullable): the regions of a log's index */
  gboolean is_open;
} Content;

typedef struct {
  sqlite3_file base;
  Content *content; /* (owned) */
  char *name;       /* (owned) (nullable) */
  gboolean ends;    /* with whoever opened it */
} DiskFile;

static GHashTable *contents; /* (owned): name → Content */

static void
content_unref (gpointer data)
{
  Content *content = data;

  if (--content->refs > 0)
    return;
  g_clear_pointer (&content->index, g_ptr_array_unref);
  g_free (content->bytes);
  g_free (content);
}

static Content *
content_new (void)
{
  Content *content = g_new0 (Content, 1);

  content->refs = 1;
  return content;
}

/* What lies between its end and @at becomes zeros; the bytes from there to @size are for the caller
 * to write. */
static void
make_room (Content *content, size_t at, size_t size)
{
  if (size > content->room) {
    content->room = MAX (size, 2 * content->room);
    content->bytes = g_realloc (content->bytes, content->room);
  }
  if (at > content->size)
    memset (content->bytes + content->size, 0, at - content->size);
  content->size = MAX (content->size, size);
}

static Content *
get_content (sqlite3_file *file)
{
  return ((DiskFile *)file)->content;
}

static int
close_file (sqlite3_file *file)
{
  DiskFile *self = (DiskFile *)file;

  self->content->is_open = FALSE;
  if (self->ends && self->name != NULL)
    g_hash_table_remove (contents, self->name);
  g_clear_pointer (&self->content, content_unref);
  g_clear_pointer (&self->name, g_free);
  return SQLITE_OK;
}

static int
read_file (sqlite3_file *file, void *bytes, int len, sqlite3_int64 offset)
{
  Content *content = get_content (file);
  size_t at = (size_t)offset, n = at < content->size ? MIN (content->size - at, (size_t)len) : 0;

  if (n > 0)
    memcpy (bytes, content->bytes + at, n);
  if (n == (size_t)len)
    return SQLITE_OK;
  memset ((uint8_t *)bytes + n, 0, (size_t)len - n);
  return SQLITE_IOERR_SHORT_READ;
}

static int
write_file (sqlite3_file *file, const void *bytes, int len, sqlite3_int64 offset)
{
  make_room (get_content (file), (size_t)offset, (size_t)offset + (size_t)len);
  memcpy (get_content (file)->bytes + offset, bytes, (size_t)len);
  return SQLITE_OK;
}

static int
truncate_file (sqlite3_file *file, sqlite3_int64 size)
{
  get_content (file)->size = MIN (get_content (file)->size, (size_t)size);
  return SQLITE_OK;
}

static int
sync_file (sqlite3_file *file, int flags)
{
  return SQLITE_OK;
}

static int
size_file (sqlite3_file *file, sqlite3_int64 *out_size)
{
  *out_size = (sqlite3_int64)get_content (file)->size;
  return SQLITE_OK;
}

/* Nobody else has the file. */
static int
lock_file (sqlite3_file *file, int level)
{
  return SQLITE_OK;
}

static int
check_lock (sqlite3_file *file, int *out_is_held)
{
  *out_is_held = 0;
  return SQLITE_OK;
}

static int
control_file (sqlite3_file *file, int what, void *data)
{
  if (what != SQLITE_FCNTL_MMAP_SIZE)
    return SQLITE_NOTFOUND;
  /* Nothing is ever mapped. */
  *(sqlite3_int64 *)data = 0;
  return SQLITE_OK;
}

static int
get_sector_size (sqlite3_file *file)
{
  return 4096;
}

static int
get_traits (sqlite3_file *file)
{
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static int
map_index (sqlite3_file *file, int region, int size, int may_extend, void volatile **out_region)
{
  Content *content = get_content (file);

  if (content->index == NULL)
    content->index = g_ptr_array_new_with_free_func (g_free);
  while (may_extend && (int)content->index->len <= region)
    g_ptr_array_add (content->index, g_malloc0 ((size_t)size));
  *out_region = region < (int)content->index->len ? content->index->pdata[region] : NULL;
  return SQLITE_OK;
}

static int
lock_index (sqlite3_file *file, int offset, int n, int flags)
{
  return SQLITE_OK;
}

static void
order_index (sqlite3_file *file)
{
}

/* The index ends with its last connection, and there is one. */
static int
unmap_index (sqlite3_file *file, int is_deleted)
{
  g_clear_pointer (&get_content (file)->index, g_ptr_array_unref);
  return SQLITE_OK;
}

static const sqlite3_io_methods methods = {
  .iVersion = 2,
  .xClose = close_file,
  .xRead = read_file,
  .xWrite = write_file,
  .xTruncate = truncate_file,
  .xSync = sync_file,
  .xFileSize = size_file,
  .xLock = lock_file,
  .xUnlock = lock_file,
  .xCheckReservedLock = check_lock,
  .xFileControl = control_file,
  .xSectorSize = get_sector_size,
  .xDeviceCharacteristics = get_traits,
  .xShmMap = map_index,
  .xShmLock = lock_index,
  .xShmBarrier = order_index,
  .xShmUnmap = unmap_index,
};

/* A new file has its name at once. The database file itself may be there as an empty name in the
 * real folder, which is what src/db makes and looks at. */
static int
open_file (sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
  DiskFile *self = (DiskFile *)file;
  Content *content = name != NULL ? g_hash_table_lookup (contents, name) : NULL;

  *self = (DiskFile){ .base.pMethods = NULL };
  if (content != NULL && content->is_open)
    return SQLITE_CANTOPEN;
  if (content == NULL) {
    content = content_new ();
    if (name != NULL)
      g_hash_table_insert (contents, g_strdup (name), content);
    else
      content->refs--;
  }
  content->refs++;
  content->is_open = TRUE;
  self->content = content;
  self->name = g_strdup (name);
  self->ends = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
  self->base.pMethods = &methods;
  if (out_flags != NULL)
    *out_flags = flags;
  return SQLITE_OK;
}

static int
remove_file (sqlite3_vfs *vfs, const char *name, int must_last)
{
  return g_hash_table_remove (contents, name) ? SQLITE_OK : SQLITE_IOERR_DELETE_NOENT;
}

static int
look_for_file (sqlite3_vfs *vfs, const char *name, int what, int *out_is_there)
{
  const Content *content = g_hash_table_lookup (contents, name);

  *out_is_there = content != NULL && (what != SQLITE_ACCESS_EXISTS || content->size > 0);
  return SQLITE_OK;
}

static int
complete_name (sqlite3_vfs *vfs, const char *name, int size, char *out_name)
{
  return g_strlcpy (out_name, name, (size_t)size) < (size_t)size ? SQLITE_OK : SQLITE_CANTOPEN;
}

/* From now on every database of this program lies in memory. */
void
uke_test_disk_install (void)
{
  static sqlite3_vfs vfs;

  /* One thread needs no locks, and nobody asks how much memory is used. */
  sqlite3_config (SQLITE_CONFIG_SINGLETHREAD);
  sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0);
  sqlite3_initialize ();
  contents = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, content_unref);
  vfs = *sqlite3_vfs_find (NULL);
  vfs.pNext = NULL;
  vfs.zName = "uke-disk";
  vfs.szOsFile = (int)sizeof (DiskFile);
  vfs.xOpen = open_file;
  vfs.xDelete = remove_file;
  vfs.xAccess = look_for_file;
  vfs.xFullPathname = complete_name;
  g_assert_cmpint (sqlite3_vfs_register (&vfs, 1), ==, SQLITE_OK);
}

/* Returns: (transfer full): what stands in the file now */
GBytes *
uke_test_disk_read (const char *path)
{
  const Content *content = g_hash_table_lookup (contents, path);

  g_assert_nonnull (content);
  return g_bytes_new (content->bytes, content->size);
}

/* The file is another one from now on, and there is no log beside it. */
void
uke_test_disk_write (const char *path, GBytes *bytes)
{
  Content *content = content_new ();
  gsize size;
  const void *data = g_bytes_get_data (bytes, &size);

  make_room (content, 0, size);
  memcpy (content->bytes, data, size);
  uke_test_disk_remove (path);
  g_hash_table_insert (contents, g_strdup (path), content);
}

void
uke_test_disk_rename (const char *from, const char *to)
{
  Content *content = g_hash_table_lookup (contents, from);

  g_assert_nonnull (content);
  g_assert_false (content->is_open);
  content->refs++;
  uke_test_disk_remove (from);
  uke_test_disk_remove (to);
  g_hash_table_insert (contents, g_strdup (to), content);
}

/* The file is gone with what lies beside it. */
void
uke_test_disk_remove (const char *path)
{
  static const char *const endings[] = { "", "-wal", "-journal" };

  for (unsigned i = 0; i < G_N_ELEMENTS (endings); i++) {
    g_autofree char *name = g_strconcat (path, endings[i], NULL);

    g_hash_table_remove (contents, name);
  }
}
