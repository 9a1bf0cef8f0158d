/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/import/uke-import-pace.h"

#include <glib/gi18n.h>

/* Before this much has passed, a pace would be a guess. */
#define MIN_US (2 * G_USEC_PER_SEC)

/**
 * uke_import_pace_begin:
 * @self: a pace
 *
 * Measures anew from the next note on.
 *
 * Thread: any
 */
void
uke_import_pace_begin (UkeImportPace *self)
{
  *self = (UkeImportPace){ .began_us = -1, .now_us = -1 };
}

/**
 * uke_import_pace_note:
 * @self: a pace
 * @n_done: rows that are done
 * @now_us: the time, on a clock that only goes forward
 *
 * Thread: any
 */
void
uke_import_pace_note (UkeImportPace *self, unsigned n_done, int64_t now_us)
{
  if (self->began_us < 0) {
    self->began_us = now_us;
    self->n_first = n_done;
  }
  self->n_done = n_done;
  self->now_us = now_us;
}

/**
 * uke_import_pace_describe:
 * @self: a pace
 * @n_rows: rows of the file
 *
 * Returns: (transfer full): rows a second and the time that is left, as far as that can be said.
 * Thread: any
 */
char *
uke_import_pace_describe (const UkeImportPace *self, unsigned n_rows)
{
  int64_t passed_us = self->now_us - self->began_us;
  unsigned n = self->n_done - self->n_first;
  int64_t left_s;

  if (self->began_us < 0 || passed_us < MIN_US || n == 0)
    return g_strdup (_ ("You can go on working on the other pages meanwhile."));
  left_s = (int64_t)(n_rows - self->n_done) * passed_us / n / G_USEC_PER_SEC;
  if (left_s < 60)
    return g_strdup_printf (_ ("%'u rows a second, less than a minute left"),
                            (unsigned)(n * G_USEC_PER_SEC / (uint64_t)passed_us));
  return g_strdup_printf (_ ("%'u rows a second, about %u minutes left"),
                          (unsigned)(n * G_USEC_PER_SEC / (uint64_t)passed_us),
                          (unsigned)((left_s + 59) / 60));
}
