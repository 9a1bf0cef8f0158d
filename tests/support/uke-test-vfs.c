/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file system for SQLite that passes everything on to the real one, and fails where it is told to
 * (security.md T-IOE); faults serve one thread. It can also tell what it passes on (T-PWR). */
#include "support/uke-test-vfs.h"

#include <sqlite3.h>

/* Our file; the real one follows it in the same memory. */
typedef struct {
  sqlite3_file base;
  sqlite3_file *real;
  const char *path; /* (unowned) (nullable): SQLite keeps it as long as the file is open */
} FaultFile;

static sqlite3_vfs *real_vfs;
static UkeTestVfsSeen watcher; /* (nullable) */
static struct {
  gboolean is_armed;
  gboolean is_sticky;
  UkeTestFault fault;
  unsigned nth;    /* which of the operations that could fail does */
  unsigned n_seen; /* operations that could have failed */
  unsigned n_failed;
} plan;

static sqlite3_file *
get_real (sqlite3_file *file)
{
  return ((FaultFile *)file)->real;
}

/* Whether the operation at hand is the one that fails. */
static gboolean
is_due (UkeTestFault fault)
{
  if (!plan.is_armed || plan.fault != fault)
    return FALSE;
  plan.n_seen++;
  if (plan.n_seen != plan.nth && !(plan.is_sticky && plan.n_seen > plan.nth))
    return FALSE;
  plan.n_failed++;
  return TRUE;
}

/* Tells of what was done, when it was. */
static int
tell (sqlite3_file *file,
      int status,
      UkeTestVfsDid did,
      const void *bytes,
      size_t len,
      sqlite3_int64 offset)
{
  const char *path = ((FaultFile *)file)->path;

  if (status == SQLITE_OK && watcher != NULL && path != NULL)
    watcher (did, path, bytes, len, offset);
  return status;
}

static int
close_file (sqlite3_file *file)
{
  sqlite3_file *real = get_real (file);

  return real->pMethods != NULL ? real->pMethods->xClose (real) : SQLITE_OK;
}

static int
read_file (sqlite3_file *file, void *bytes, int len, sqlite3_int64 offset)
{
  if (is_due (UKE_TEST_FAULT_READ))
    return SQLITE_IOERR_READ;
  return get_real (file)->pMethods->xRead (get_real (file), bytes, len, offset);
}

static int
write_file (sqlite3_file *file, const void *bytes, int len, sqlite3_int64 offset)
{
  if (is_due (UKE_TEST_FAULT_WRITE))
    return SQLITE_IOERR_WRITE;
  if (is_due (UKE_TEST_FAULT_FULL))
    return SQLITE_FULL;
  return tell (file, get_real (file)->pMethods->xWrite (get_real (file), bytes, len, offset),
               UKE_TEST_VFS_WROTE, bytes, (size_t)len, offset);
}

static int
truncate_file (sqlite3_file *file, sqlite3_int64 size)
{
  if (is_due (UKE_TEST_FAULT_TRUNCATE))
    return SQLITE_IOERR_TRUNCATE;
  return tell (file, get_real (file)->pMethods->xTruncate (get_real (file), size), UKE_TEST_VFS_CUT,
               NULL, 0, size);
}

static int
sync_file (sqlite3_file *file, int flags)
{
  if (is_due (UKE_TEST_FAULT_SYNC))
    return SQLITE_IOERR_FSYNC;
  return tell (file, get_real (file)->pMethods->xSync (get_real (file), flags), UKE_TEST_VFS_SYNCED,
               NULL, 0, 0);
}

static int
size_file (sqlite3_file *file, sqlite3_int64 *out_size)
{
  return get_real (file)->pMethods->xFileSize (get_real (file), out_size);
}

static int
lock_file (sqlite3_file *file, int level)
{
  return get_real (file)->pMethods->xLock (get_real (file), level);
}

static int
unlock_file (sqlite3_file *file, int level)
{
  return get_real (file)->pMethods->xUnlock (get_real (file), level);
}

static int
check_lock (sqlite3_file *file, int *out_is_held)
{
  return get_real (file)->pMethods->xCheckReservedLock (get_real (file), out_is_held);
}

static int
control_file (sqlite3_file *file, int what, void *data)
{
  return get_real (file)->pMethods->xFileControl (get_real (file), what, data);
}

static int
get_sector_size (sqlite3_file *file)
{
  return get_real (file)->pMethods->xSectorSize (get_real (file));
}

static int
get_traits (sqlite3_file *file)
{
  return get_real (file)->pMethods->xDeviceCharacteristics (get_real (file));
}

static int
map_index (sqlite3_file *file, int page, int size, int may_extend, void volatile **out_page)
{
  return get_real (file)->pMethods->xShmMap (get_real (file), page, size, may_extend, out_page);
}

static int
lock_index (sqlite3_file *file, int offset, int n, int flags)
{
  return get_real (file)->pMethods->xShmLock (get_real (file), offset, n, flags);
}

static void
order_index (sqlite3_file *file)
{
  get_real (file)->pMethods->xShmBarrier (get_real (file));
}

static int
unmap_index (sqlite3_file *file, int is_deleted)
{
  return get_real (file)->pMethods->xShmUnmap (get_real (file), is_deleted);
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
  .xUnlock = unlock_file,
  .xCheckReservedLock = check_lock,
  .xFileControl = control_file,
  .xSectorSize = get_sector_size,
  .xDeviceCharacteristics = get_traits,
  .xShmMap = map_index,
  .xShmLock = lock_index,
  .xShmBarrier = order_index,
  .xShmUnmap = unmap_index,
};

static int
open_file (sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
  FaultFile *fault_file = (FaultFile *)file;
  int status;

  fault_file->real = (sqlite3_file *)(fault_file + 1);
  fault_file->base.pMethods = NULL;
  fault_file->path = name;
  status = real_vfs->xOpen (real_vfs, name, fault_file->real, flags, out_flags);
  if (status == SQLITE_OK)
    fault_file->base.pMethods = &methods;
  return status;
}

static int
remove_file (sqlite3_vfs *vfs, const char *name, int must_last)
{
  int status = real_vfs->xDelete (real_vfs, name, must_last);

  if (status == SQLITE_OK && watcher != NULL)
    watcher (UKE_TEST_VFS_REMOVED, name, NULL, 0, 0);
  return status;
}

/* From now on every database of this program is opened through here. */
void
uke_test_vfs_install (void)
{
  static sqlite3_vfs vfs;

  sqlite3_initialize ();
  real_vfs = sqlite3_vfs_find (NULL);
  vfs = *real_vfs;
  vfs.pNext = NULL;
  vfs.zName = "uke-fault";
  vfs.szOsFile = (int)sizeof (FaultFile) + real_vfs->szOsFile;
  vfs.xOpen = open_file;
  vfs.xDelete = remove_file;
  g_assert_cmpint (sqlite3_vfs_register (&vfs, 1), ==, SQLITE_OK);
}

/* From now on @seen is told; NULL: nobody. No database may be open. */
void
uke_test_vfs_watch (UkeTestVfsSeen seen)
{
  watcher = seen;
}

/* Makes the nth operation of its kind fail, and when sticky all after it as well. */
void
uke_test_vfs_arm (UkeTestFault fault, unsigned nth, gboolean is_sticky)
{
  plan.is_armed = TRUE;
  plan.fault = fault;
  plan.nth = nth;
  plan.is_sticky = is_sticky;
  plan.n_seen = plan.n_failed = 0;
}

/* Returns how many operations failed: none when the work had fewer than nth. */
unsigned
uke_test_vfs_disarm (void)
{
  plan.is_armed = FALSE;
  return plan.n_failed;
}
