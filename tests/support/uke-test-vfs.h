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

void uke_test_vfs_install (void);
void uke_test_vfs_arm (UkeTestFault fault, unsigned nth, gboolean is_sticky);
unsigned uke_test_vfs_disarm (void);

G_END_DECLS
