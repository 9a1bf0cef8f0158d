/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * UkeTestFault:
 * @UKE_TEST_FAULT_WRITE: a write fails with an error of the disk
 * @UKE_TEST_FAULT_FULL: a write fails for want of space
 * @UKE_TEST_FAULT_SYNC: the disk does not confirm
 * @UKE_TEST_FAULT_READ: a read fails with an error of the disk
 * @UKE_TEST_FAULT_TRUNCATE: a file cannot be shortened
 */
typedef enum {
  UKE_TEST_FAULT_WRITE,
  UKE_TEST_FAULT_FULL,
  UKE_TEST_FAULT_SYNC,
  UKE_TEST_FAULT_READ,
  UKE_TEST_FAULT_TRUNCATE,
} UkeTestFault;
#define UKE_TEST_N_FAULTS 5

/**
 * UkeTestVfsDid:
 * @UKE_TEST_VFS_WROTE: bytes at an offset
 * @UKE_TEST_VFS_CUT: to the length that is given as offset
 * @UKE_TEST_VFS_SYNCED: what was written before is on the disk
 * @UKE_TEST_VFS_REMOVED: the file is gone
 */
typedef enum {
  UKE_TEST_VFS_WROTE,
  UKE_TEST_VFS_CUT,
  UKE_TEST_VFS_SYNCED,
  UKE_TEST_VFS_REMOVED,
} UkeTestVfsDid;

/** UkeTestVfsSeen: told of everything that is done to a file, on the thread that does it. */
typedef void (*UkeTestVfsSeen) (UkeTestVfsDid did,
                                const char *path,
                                const void *bytes,
                                size_t len,
                                int64_t offset);

void uke_test_vfs_install (void);
void uke_test_vfs_watch (UkeTestVfsSeen seen);
void uke_test_vfs_arm (UkeTestFault fault, unsigned nth, gboolean is_sticky);
unsigned uke_test_vfs_disarm (void);

G_END_DECLS
