/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * A disk in memory for SQLite's files: what is written is there until the process ends, by the name
 * that it was opened with. One connection a file at a time, in one thread. Installed before
 * uke_test_vfs_install(), which then makes this disk fail instead of the real one.
 */

void uke_test_disk_install (void);
GBytes *uke_test_disk_read (const char *path);
void uke_test_disk_write (const char *path, GBytes *bytes);
void uke_test_disk_rename (const char *from, const char *to);
void uke_test_disk_remove (const char *path);

G_END_DECLS
