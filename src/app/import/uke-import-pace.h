/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/**
 * UkeImportPace:
 * @n_first: rows that were done when it began
 * @n_done: rows that are done now
 * @began_us, @now_us: when, on a clock that only goes forward; -1 before the first note
 *
 * How fast an import goes, and how long it will take.
 */
typedef struct {
  unsigned n_first;
  unsigned n_done;
  int64_t began_us;
  int64_t now_us;
} UkeImportPace;

void uke_import_pace_begin (UkeImportPace *self);
void uke_import_pace_note (UkeImportPace *self, unsigned n_done, int64_t now_us);
char *uke_import_pace_describe (const UkeImportPace *self, unsigned n_rows);

G_END_DECLS
